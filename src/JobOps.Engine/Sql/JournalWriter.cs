using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>Something to write down.</summary>
/// <param name="RunId">The chain; 0 for the ledger's own.</param>
/// <param name="Event">What happened.</param>
/// <param name="Data">Details, as JSON.</param>
readonly record struct JournalEvent(long RunId, string Event, string Data)
{
    public JournalEvent(long runId, string @event, object data) : this(runId, @event, LedgerJson.Write(data))
    {
    }
}

/// <summary>Appends to chains inside the transaction of what it records.</summary>
static class JournalWriter
{
    // From so many on, handing them to all cores costs less than it saves.
    const int LargeBatch = 100;

    // Where writers are not alone, the heads are locked first: two writers of one chain follow each other.
    static readonly Statement s_heads = new(
        """
        UPDATE jobops.JournalHead WITH (ROWLOCK) SET Sequence = Sequence
        OUTPUT inserted.RunId, inserted.Sequence, inserted.Hash
        WHERE RunId IN (@runIds)
        """,
        "SELECT RunId, Sequence, Hash FROM JournalHead WHERE RunId IN (@runIds)");

    static readonly Statement s_insert =
        """
        INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash)
        VALUES (@runId, @sequence, @at, @actor, @event, @data, @hash)
        """;

    // Where a chain ends its entries say: one statement for all, and no value is sent twice.
    static readonly Statement s_moveHeads = new(
        """
        UPDATE jobops.JournalHead WITH (ROWLOCK) SET
          Sequence = (SELECT MAX(e.Sequence) FROM jobops.Journal AS e WHERE e.RunId = JournalHead.RunId),
          Hash = (SELECT e.Hash FROM jobops.Journal AS e WHERE e.RunId = JournalHead.RunId AND e.Sequence = (
            SELECT MAX(o.Sequence) FROM jobops.Journal AS o WHERE o.RunId = JournalHead.RunId))
        WHERE RunId IN (@runIds)
        """,
        """
        UPDATE JournalHead SET (Sequence, Hash) = (
          SELECT e.Sequence, e.Hash FROM Journal AS e WHERE e.RunId = JournalHead.RunId ORDER BY e.Sequence DESC LIMIT 1)
        WHERE RunId IN (@runIds)
        """);

    static readonly Statement s_moveHead =
        "UPDATE jobops.JournalHead WITH (ROWLOCK) SET Sequence = @sequence, Hash = @hash WHERE RunId = @runId";

    static readonly Statement s_begin =
        "INSERT INTO jobops.JournalHead (RunId, Sequence, Hash) VALUES (@runId, @sequence, @hash)";

    /// <summary>Begins a chain with its first entry.</summary>
    public static Task BeginAsync(LedgerTransaction transaction, long runId, string @event, object data) =>
        BeginEachAsync(transaction, [new(runId, @event, data)]);

    /// <summary>Begins a chain with each event.</summary>
    public static async Task BeginEachAsync(LedgerTransaction transaction, IReadOnlyList<JournalEvent> events)
    {
        // Chains that begin do not wait for each other's hashes.
        var entries = events.Count < LargeBatch
            ? [.. events.Select(item => Entry(transaction, item, 1, JournalEntry.GenesisHash))]
            : events.AsParallel().AsOrdered().Select(item => Entry(transaction, item, 1, JournalEntry.GenesisHash)).ToList();
        await transaction.ExecuteEachAsync(s_insert, [.. entries.Select(Row)]);
        await transaction.ExecuteEachAsync(s_begin, [.. entries.Select(Moved)]);
    }

    static object Moved(JournalEntry last) => new { runId = last.RunId, sequence = last.Sequence, hash = last.Hash };

    /// <summary>Adds one entry to a chain.</summary>
    public static Task AppendAsync(LedgerTransaction transaction, long runId, string @event, object data) =>
        AppendEachAsync(transaction, [new(runId, @event, data)]);

    /// <summary>Adds to many chains; those of one chain in their order.</summary>
    public static async Task AppendEachAsync(LedgerTransaction transaction, IReadOnlyList<JournalEvent> events)
    {
        if (events.Count == 0)
            return;
        var heads = await HoldAsync(transaction, events.Select(item => item.RunId).Distinct());
        await transaction.SendAsync();
        await AppendEachAsync(transaction, events, heads);
    }

    /// <summary>Locks the ends of chains, and asks for them, with what is queried or sent next.</summary>
    public static Task<IReadOnlyList<Answer<Head>>> HoldAsync(LedgerTransaction transaction, IEnumerable<long> runIds) =>
        transaction.AskListAsync<Head>(s_heads, runIds.Order(), part => new { runIds = part });

    /// <summary>As <see cref="AppendEachAsync(LedgerTransaction, IReadOnlyList{JournalEvent})"/>, to chains that are held.</summary>
    public static async Task AppendEachAsync(
        LedgerTransaction transaction, IReadOnlyList<JournalEvent> events, IEnumerable<Answer<Head>> held)
    {
        if (events.Count == 0)
            return;
        var heads = held.SelectMany(answer => answer.Rows).ToDictionary(head => head.RunId);
        var entries = new List<JournalEntry>(events.Count);
        foreach (var item in events)
        {
            var head = heads.GetValueOrDefault(item.RunId) ?? throw new InvalidOperationException($"chain {item.RunId} has no head");
            entries.Add(Entry(transaction, item, ++head.Sequence, head.Hash));
            head.Hash = entries[^1].Hash;
        }
        await transaction.ExecuteEachAsync(s_insert, [.. entries.Select(Row)]);
        // Of one chain, what it ends with is at hand.
        if (entries.TrueForAll(entry => entry.RunId == entries[0].RunId))
            await transaction.ExecuteEachAsync(s_moveHead, [Moved(entries[^1])]);
        else
            await transaction.ExecuteListAsync(
                s_moveHeads, entries.Select(entry => entry.RunId).Distinct().Order(), runIds => new { runIds });
    }

    static JournalEntry Entry(LedgerTransaction transaction, JournalEvent item, long sequence, string previous)
    {
        return new(
            item.RunId, sequence, transaction.Now, transaction.Actor, item.Event, item.Data,
            JournalEntry.ComputeHash(previous, item.RunId, sequence, transaction.Now, transaction.Actor, item.Event, item.Data));
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

    /// <summary>How far a chain goes.</summary>
    internal sealed class Head
    {
        public long RunId { get; init; }
        public long Sequence { get; set; }
        public string Hash { get; set; } = "";
    }
}
