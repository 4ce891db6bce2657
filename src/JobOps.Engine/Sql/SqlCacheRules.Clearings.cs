using JobOps.CacheRules;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

// What was removed from caches.
sealed partial class SqlCacheRules
{
    const string Clearings = "SELECT c.CacheClearingId, c.Removed, c.Document, c.PerformedAt, c.PerformedBy FROM jobops.CacheClearing AS c";

    static readonly Statement s_insertClearing = new(
        """
        INSERT INTO jobops.CacheClearing (Name, RunId, StepName, Document, PerformedAt, PerformedBy)
        OUTPUT inserted.CacheClearingId
        VALUES (@name, @runId, @stepName, @document, @now, @actor)
        """,
        """
        INSERT INTO CacheClearing (Name, RunId, StepName, Document, PerformedAt, PerformedBy)
        VALUES (@name, @runId, @stepName, @document, @now, @actor)
        RETURNING CacheClearingId
        """);

    static readonly Statement s_insertBatch =
        """
        INSERT INTO jobops.CacheClearingBatch (CacheClearingId, Number, Keys, Document)
        SELECT @clearingId, COALESCE(MAX(b.Number), 0) + 1, @keys, @document FROM jobops.CacheClearingBatch AS b
        WHERE b.CacheClearingId = @clearingId
        """;

    static readonly Statement s_endClearing = "UPDATE jobops.CacheClearing SET Removed = @removed WHERE CacheClearingId = @clearingId";

    static readonly Statement s_clearings =
        Newest($@"{Clearings} WHERE c.Name LIKE @pattern ESCAPE '\' ORDER BY c.CacheClearingId DESC");

    static readonly Statement s_clearingsOfStep =
        $"{Clearings} WHERE c.RunId = @runId AND c.StepName = @stepName ORDER BY c.CacheClearingId";

    static readonly Statement s_batch = new(
        """
        SELECT TOP (1) b.Number, b.Document FROM jobops.CacheClearingBatch AS b
        WHERE b.CacheClearingId = @clearingId AND b.Number > @after ORDER BY b.Number
        """,
        """
        SELECT b.Number, b.Document FROM CacheClearingBatch AS b
        WHERE b.CacheClearingId = @clearingId AND b.Number > @after ORDER BY b.Number LIMIT 1
        """);

    public Task<CacheClearing> BeginClearingAsync(CacheClearing clearing, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var clearingId = await transaction.QueryFirstAsync<long>(s_insertClearing, new
            {
                name = clearing.Rule, runId = clearing.RunId, stepName = clearing.StepName, document = LedgerJson.Write(clearing),
                now = transaction.Now, actor = transaction.Actor,
            });
            // Of the ledger's own chain: what was removed is known for longer than the run that did it.
            await JournalWriter.AppendAsync(transaction, 0, "CacheClearing", new
            {
                cacheClearingId = clearingId, runId = clearing.RunId, cacheRule = clearing.Rule, routes = clearing.Routes,
                cache = clearing.Cache, found = clearing.Found, keptForUndo = clearing.KeptForUndo,
            });
            return clearing with
            {
                CacheClearingId = clearingId, PerformedAt = transaction.Now, PerformedBy = transaction.Actor, ReadAt = transaction.Now,
            };
        },
        cancellation);

    public Task AddClearedAsync(long clearingId, IReadOnlyList<ClearedKey> keys, CancellationToken cancellation = default) =>
        store.WriteAsync(
            transaction => transaction.ExecuteAsync(
                s_insertBatch, new { clearingId, keys = keys.Count, document = LedgerJson.Write(keys) }),
            cancellation);

    public Task EndClearingAsync(long clearingId, long removed, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(s_endClearing, new { clearingId, removed });
            await JournalWriter.AppendAsync(transaction, 0, "CacheCleared", new { cacheClearingId = clearingId, removed });
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<CacheClearing>> GetClearingsAsync(
        string namePattern = "*", int limit = 100, CancellationToken cancellation = default) =>
        ClearingsAsync(s_clearings, new { pattern = LedgerText.Like(namePattern), limit }, cancellation);

    public Task<IReadOnlyList<CacheClearing>> GetClearingsOfStepAsync(
        long runId, string stepName, CancellationToken cancellation = default) =>
        ClearingsAsync(s_clearingsOfStep, new { runId, stepName }, cancellation);

    public Task<ClearedBatch?> FindClearedAsync(long clearingId, int after, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => await transaction.QueryFirstAsync<BatchRow>(s_batch, new { clearingId, after }) is { } row
            ? new ClearedBatch(row.Number, LedgerJson.Read<IReadOnlyList<ClearedKey>>(row.Document)!)
            : null,
        cancellation);

    Task<IReadOnlyList<CacheClearing>> ClearingsAsync(Statement statement, object parameters, CancellationToken cancellation) =>
        store.ReadAsync<IReadOnlyList<CacheClearing>>(
            async transaction => [.. (await transaction.QueryAsync<ClearingRow>(statement, parameters))
                .Select(row => row.ToClearing(transaction.Now))],
            cancellation);

    sealed class ClearingRow
    {
        public long CacheClearingId { get; init; }
        public long? Removed { get; init; }
        public string Document { get; init; } = "";
        public DateTimeOffset PerformedAt { get; init; }
        public string PerformedBy { get; init; } = "";

        public CacheClearing ToClearing(DateTimeOffset readAt) => LedgerJson.Read<CacheClearing>(Document)! with
        {
            CacheClearingId = CacheClearingId, Removed = Removed, PerformedAt = PerformedAt, PerformedBy = PerformedBy, ReadAt = readAt,
        };
    }

    sealed class BatchRow
    {
        public int Number { get; init; }
        public string Document { get; init; } = "";
    }
}
