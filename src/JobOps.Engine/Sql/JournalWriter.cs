using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>Appends to a chain inside the transaction of what it records.</summary>
static class JournalWriter
{
    // Counting up first takes the row's lock, so that two writers of one chain follow each other on every database.
    static readonly Statement s_reserve = new(
        """
        UPDATE jobops.JournalHead WITH (ROWLOCK) SET Sequence = Sequence + 1
        OUTPUT inserted.Sequence, inserted.Hash WHERE RunId = @runId
        """,
        "UPDATE JournalHead SET Sequence = Sequence + 1 WHERE RunId = @runId RETURNING Sequence, Hash");

    static readonly Statement s_append =
        """
        INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash)
        VALUES (@runId, @sequence, @at, @actor, @event, @data, @hash);
        UPDATE jobops.JournalHead SET Hash = @hash WHERE RunId = @runId
        """;

    static readonly Statement s_begin =
        """
        INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash)
        VALUES (@runId, @sequence, @at, @actor, @event, @data, @hash);
        INSERT INTO jobops.JournalHead (RunId, Sequence, Hash) VALUES (@runId, @sequence, @hash)
        """;

    /// <summary>Begins a chain with its first entry.</summary>
    public static Task BeginAsync(LedgerSession session, long runId, string @event, object data) =>
        WriteAsync(session, s_begin, runId, 1, JournalEntry.GenesisHash, @event, data);

    /// <summary>Adds one entry to a chain.</summary>
    public static async Task AppendAsync(LedgerSession session, long runId, string @event, object data)
    {
        var head = await session.QueryFirstAsync<Head>(s_reserve, new { runId })
                   ?? throw new InvalidOperationException($"chain {runId} has no head");
        await WriteAsync(session, s_append, runId, head.Sequence, head.Hash, @event, data);
    }

    static Task WriteAsync(
        LedgerSession session, Statement statement, long runId, long sequence, string previous, string @event, object data)
    {
        var text = LedgerJson.Write(data);
        return session.ExecuteAsync(statement, new
        {
            runId,
            sequence,
            at = session.Now,
            actor = session.Actor,
            @event,
            data = text,
            hash = JournalEntry.ComputeHash(previous, runId, sequence, session.Now, session.Actor, @event, text),
        });
    }

    sealed class Head
    {
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
    }
}
