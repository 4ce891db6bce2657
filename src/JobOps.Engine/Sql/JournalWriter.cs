using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>Something to write down.</summary>
/// <param name="RunId">The chain; 0 for the ledger's own.</param>
/// <param name="Event">What happened.</param>
/// <param name="Data">Details, as an object.</param>
readonly record struct JournalEvent(long RunId, string Event, object Data);

/// <summary>Appends to chains inside the transaction of what it records.</summary>
static class JournalWriter
{
    // Counting up first takes the row's lock, so that two writers of one chain follow each other on every database.
    static readonly Statement s_reserve = new(
        """
        UPDATE jobops.JournalHead WITH (ROWLOCK) SET Sequence = Sequence + @count
        OUTPUT inserted.Sequence, inserted.Hash WHERE RunId = @runId
        """,
        "UPDATE JournalHead SET Sequence = Sequence + @count WHERE RunId = @runId RETURNING Sequence, Hash");

    static readonly Statement s_insert =
        """
        INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash)
        VALUES (@runId, @sequence, @at, @actor, @event, @data, @hash)
        """;

    static readonly Statement s_setHead =
        "UPDATE jobops.JournalHead WITH (ROWLOCK) SET Hash = @hash WHERE RunId = @runId";

    static readonly Statement s_begin =
        "INSERT INTO jobops.JournalHead (RunId, Sequence, Hash) VALUES (@runId, @sequence, @hash)";

    /// <summary>Begins a chain with its first entry.</summary>
    public static Task BeginAsync(LedgerSession session, long runId, string @event, object data) =>
        BeginEachAsync(session, [new(runId, @event, data)]);

    /// <summary>Begins a chain with each event.</summary>
    public static async Task BeginEachAsync(LedgerSession session, IReadOnlyList<JournalEvent> events)
    {
        var entries = events.Select(item => Entry(session, item, 1, JournalEntry.GenesisHash)).ToList();
        await session.ExecuteEachAsync(s_insert, [.. entries.Select(Row)]);
        await session.ExecuteEachAsync(
            s_begin, [.. entries.Select(entry => new { runId = entry.RunId, sequence = 1L, hash = entry.Hash })]);
    }

    /// <summary>Adds one entry to a chain.</summary>
    public static Task AppendAsync(LedgerSession session, long runId, string @event, object data) =>
        AppendEachAsync(session, [new(runId, @event, data)]);

    /// <summary>Adds to many chains; those of one chain in their order.</summary>
    public static async Task AppendEachAsync(LedgerSession session, IReadOnlyList<JournalEvent> events)
    {
        // In the order of their ids: two transactions that lock the same heads do not wait for each other in a circle.
        var chains = events.GroupBy(item => item.RunId).OrderBy(chain => chain.Key).ToList();
        var heads = await session.QueryEachAsync<Head>(
            s_reserve, [.. chains.Select(chain => new { runId = chain.Key, count = chain.Count() })]);
        var entries = new List<JournalEntry>(events.Count);
        var ends = new List<object>(chains.Count);
        for (var index = 0; index < chains.Count; index++)
        {
            var head = heads[index] ?? throw new InvalidOperationException($"chain {chains[index].Key} has no head");
            var (sequence, previous) = (head.Sequence - chains[index].Count(), head.Hash);
            foreach (var item in chains[index])
            {
                entries.Add(Entry(session, item, ++sequence, previous));
                previous = entries[^1].Hash;
            }
            ends.Add(new { runId = chains[index].Key, hash = previous });
        }
        await session.ExecuteEachAsync(s_insert, [.. entries.Select(Row)]);
        await session.ExecuteEachAsync(s_setHead, ends);
    }

    static JournalEntry Entry(LedgerSession session, JournalEvent item, long sequence, string previous)
    {
        var data = LedgerJson.Write(item.Data);
        return new(
            item.RunId, sequence, session.Now, session.Actor, item.Event, data,
            JournalEntry.ComputeHash(previous, item.RunId, sequence, session.Now, session.Actor, item.Event, data));
    }

    static object Row(JournalEntry entry) => new
    {
        runId = entry.RunId,
        sequence = entry.Sequence,
        at = entry.At,
        actor = entry.Actor,
        @event = entry.Event,
        data = entry.Data,
        hash = entry.Hash,
    };

    sealed class Head
    {
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
    }
}
