using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed class SqlRetention(ILedgerStore store) : IRunRetention
{
    // Each batch is an entry of the journal that names its runs; a run may have thousands of lines, so few go in one transaction.
    const int RunsAtOnce = 100;

    // Past some 5,000 locks a statement would lock the whole table.
    const int RowsPerDelete = 2000;

    // A run with its rollbacks, all of which must have ended in time; none of a change that goes on. The newest run stays: its
    // number must not come again.
    const string Purgeable =
        """
        r.RollbackOf IS NULL AND r.FinishedAt < @before AND r.RunId < @newest
          AND (r.ChangeId IS NULL OR NOT EXISTS (
            SELECT 1 FROM jobops.Change AS c WHERE c.ChangeId = r.ChangeId AND c.Status IN ('Open', 'Measured', 'Applied')))
          AND (@jobName IS NULL OR j.Name LIKE @jobName ESCAPE '\')
          AND (@keptFrom IS NULL OR r.RunId < @keptFrom) AND r.RunId <> @lastSuccess AND r.RunId <> @lastFailure
          AND NOT EXISTS (
            SELECT 1 FROM jobops.Run AS b
            WHERE b.RollbackOf = r.RunId
              AND (b.Status IN ('Scheduled', 'Queued', 'Running', 'Unknown') OR b.FinishedAt >= @before OR b.RunId >= @newest))
        """;

    static readonly string s_purgeableOnSqlite = Purgeable.Replace("jobops.", "", StringComparison.Ordinal);

    // Rollbacks go with the run that they undo, and are not counted.
    static readonly Statement s_keptFrom = new(
        """
        SELECT MIN(k.RunId) FROM (
          SELECT TOP (@keepLast) r.RunId FROM jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
          WHERE j.Name LIKE @jobName ESCAPE '\' AND r.RollbackOf IS NULL ORDER BY r.RunId DESC) AS k
        """,
        """
        SELECT MIN(k.RunId) FROM (
          SELECT r.RunId FROM Run AS r CROSS JOIN Job AS j ON j.JobId = r.JobId
          WHERE j.Name LIKE @jobName ESCAPE '\' AND r.RollbackOf IS NULL ORDER BY r.RunId DESC LIMIT @keepLast) AS k
        """);

    static readonly Statement s_lastOutcomes =
        """
        SELECT
          (SELECT MAX(r.RunId) FROM jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
           WHERE j.Name LIKE @jobName ESCAPE '\' AND r.RollbackOf IS NULL AND r.Status = 'Succeeded') AS Success,
          (SELECT MAX(r.RunId) FROM jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
           WHERE j.Name LIKE @jobName ESCAPE '\' AND r.RollbackOf IS NULL AND r.Status = 'Failed') AS Failure
        """;

    static readonly Statement s_rule = "SELECT KeepDays AS Days, KeepLast AS Last FROM jobops.Retention";

    static readonly Statement s_removeRule = "DELETE FROM jobops.Retention";

    static readonly Statement s_setRule = "INSERT INTO jobops.Retention (One, KeepDays, KeepLast) VALUES (1, @days, @last)";

    static readonly Statement s_newestRun = "SELECT COALESCE(MAX(RunId), 0) FROM jobops.Run";

    static readonly Statement s_purgeable = new(
        $"""
        SELECT TOP (@count) r.RunId FROM jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
        WHERE r.RunId > @after AND {Purgeable}
          AND r.Status IN (SELECT CAST(value AS varchar(9)) FROM OPENJSON(@statuses))
        ORDER BY r.RunId
        """,
        $"""
        SELECT r.RunId FROM Run AS r CROSS JOIN Job AS j ON j.JobId = r.JobId
        WHERE r.RunId > @after AND {s_purgeableOnSqlite} AND r.Status IN (SELECT value FROM json_each(@statuses))
        ORDER BY r.RunId LIMIT @count
        """);

    static readonly Statement s_countPurgeable = new(
        $"""
        SELECT COUNT(*) FROM jobops.Run AS p WHERE COALESCE(p.RollbackOf, p.RunId) IN (
          SELECT r.RunId FROM jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
          WHERE {Purgeable} AND r.Status IN (SELECT CAST(value AS varchar(9)) FROM OPENJSON(@statuses)))
        """,
        $"""
        SELECT COUNT(*) FROM Run AS p WHERE COALESCE(p.RollbackOf, p.RunId) IN (
          SELECT r.RunId FROM Run AS r JOIN Job AS j ON j.JobId = r.JobId
          WHERE {s_purgeableOnSqlite} AND r.Status IN (SELECT value FROM json_each(@statuses)))
        """);

    // A purge that meets others is the one that can wait.
    static readonly Statement s_giveWay = new("SET DEADLOCK_PRIORITY LOW; SET LOCK_TIMEOUT 5000", "SELECT 1");

    // The state is tested again, under a lock: one may have been restarted.
    static readonly Statement s_holdPurged = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET Retries = Retries
        OUTPUT inserted.RunId, inserted.RollbackOf
        WHERE (RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds))
            OR RollbackOf IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds)))
          AND Status NOT IN ('Scheduled', 'Queued', 'Running')
        """,
        """
        SELECT RunId, RollbackOf FROM Run
        WHERE (RunId IN (SELECT value FROM json_each(@runIds)) OR RollbackOf IN (SELECT value FROM json_each(@runIds)))
          AND Status NOT IN ('Scheduled', 'Queued', 'Running')
        """);

    static readonly Statement s_headsOfRuns = OfRuns("SELECT RunId, Sequence, Hash FROM jobops.JournalHead", " ORDER BY RunId");

    static readonly Statement s_deleteLog = DeleteOfRuns("LogLine");

    static readonly Statement s_deleteSteps = DeleteOfRuns("Step");

    static readonly Statement s_deleteNotes = DeleteOfRuns("ChangeNote");

    static readonly Statement s_deleteEntries = DeleteOfRuns("Journal");

    static readonly Statement s_deleteHeads = DeleteOfRuns("JournalHead");

    static readonly Statement s_deleteApprovals = DeleteOfRuns("RunApproval");

    static readonly Statement s_deletePayloads = DeleteOfRuns("RunPayload");

    static readonly Statement s_deleteRuns = DeleteOfRuns("Run");

    static readonly Statement s_deleteClearings = DeleteOfRuns("CacheClearing");

    // What was kept for an undo goes with the run that it would undo.
    static readonly Statement s_deleteClearingBatches = new(
        """
        DELETE TOP (@count) FROM jobops.CacheClearingBatch WITH (ROWLOCK)
        WHERE CacheClearingId IN (
          SELECT c.CacheClearingId FROM jobops.CacheClearing AS c
          WHERE c.RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds)))
        """,
        """
        DELETE FROM CacheClearingBatch WHERE @count > 0 AND CacheClearingId IN (
          SELECT c.CacheClearingId FROM CacheClearing AS c WHERE c.RunId IN (SELECT value FROM json_each(@runIds)))
        """);

    static readonly Statement[] s_deleteChains = [s_deleteEntries, s_deleteHeads];

    static readonly Statement[] s_deleteAllButChains =
        [
            s_deleteLog, s_deleteNotes, s_deleteSteps, s_deleteApprovals, s_deletePayloads, s_deleteClearingBatches, s_deleteClearings,
            s_deleteRuns,
        ];

    static readonly Statement s_purges = "SELECT Data FROM jobops.Journal WHERE RunId = 0 AND Event = 'RunsPurged' ORDER BY Sequence";

    public Task<long> CountAsync(PurgeQuery query, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => await transaction.QueryFirstAsync<long>(s_countPurgeable, await ParametersAsync(transaction, query)),
        cancellation);

    public async Task<RunPurge> PurgeAsync(
        PurgeQuery query, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var purged = new RunPurge { Before = query.Before, Ledger = store.Location.ToString() };
        for (long? after = 0; after is not null;)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = await store.WriteAsync(
                async transaction => await PurgeBatchAsync(
                    transaction, query, after.Value, await store.IsJournalAppendOnlyAsync(transaction)),
                cancellation);
            purged = purged with { Runs = purged.Runs + batch.Runs, Entries = purged.Entries + batch.Entries };
            after = batch.Last;
            progress?.Report(purged.Runs);
        }
        return purged;
    }

    // Where nobody can delete an entry, the chains of the runs stay and go on being verified.
    static async Task<PurgedBatch> PurgeBatchAsync(LedgerTransaction transaction, PurgeQuery query, long after, bool journalStays)
    {
        await transaction.ExecuteAsync(s_giveWay);
        var roots = await transaction.QueryAsync<long>(s_purgeable, await ParametersAsync(transaction, query, after));
        if (roots.Count == 0)
            return new(0, 0, null);
        var held = await transaction.QueryAsync<FamilyRow>(s_holdPurged, new { runIds = LedgerJson.Write(roots) });
        var ended = held.Select(run => run.RunId).ToHashSet();
        var runIds = LedgerJson.Write(held.Where(run => ended.Contains(run.RollbackOf ?? run.RunId)).Select(run => run.RunId).Order());
        var heads = await transaction.QueryAsync<SqlJournal.HeadRow>(s_headsOfRuns, new { runIds });
        var ends = new DigestHeads(keep: false);
        foreach (var head in heads)
            ends.Add(new(head.RunId, head.Sequence, head.Hash));
        foreach (var delete in journalStays ? s_deleteAllButChains : [.. s_deleteAllButChains, .. s_deleteChains])
            while (await transaction.ExecuteAsync(delete, new { runIds, count = RowsPerDelete }) >= RowsPerDelete)
            {
            }
        await JournalWriter.AppendAsync(transaction, 0, PurgedRuns.Event, new
        {
            runs = PurgedRuns.Write(heads.Select(head => head.RunId)),
            before = query.Before,
            entries = ends.Entries,
            sha256 = ends.Sha256(),
            journalStays = journalStays ? true : (bool?)null,
        });
        return new(heads.Count, journalStays ? 0 : ends.Entries, roots[^1]);
    }

    static async Task<object> ParametersAsync(LedgerTransaction transaction, PurgeQuery query, long after = 0)
    {
        var jobName = query.JobName is { } name ? LedgerText.Like(name) : null;
        var outcomes = query.KeepOutcomes ? await transaction.QueryFirstAsync<OutcomesRow>(s_lastOutcomes, new { jobName }) : null;
        return new
        {
            before = query.Before,
            jobName,
            statuses = LedgerJson.Write(query.Statuses),
            newest = await transaction.QueryFirstAsync<long>(s_newestRun),
            keptFrom = query.KeepLast is { } keepLast
                ? await transaction.QueryFirstAsync<long?>(s_keptFrom, new { jobName, keepLast })
                : null,
            lastSuccess = outcomes?.Success ?? 0,
            lastFailure = outcomes?.Failure ?? 0,
            after,
            count = RunsAtOnce,
        };
    }

    public Task<RetentionRule?> GetRuleAsync(CancellationToken cancellation = default) =>
        store.ReadAsync(async transaction => (await transaction.QueryFirstAsync<RuleRow>(s_rule))?.ToRule(), cancellation);

    public Task<bool> SetRuleAsync(RetentionRule? rule, CancellationToken cancellation = default)
    {
        rule?.Require();
        return store.WriteAsync(
            async transaction =>
            {
                if ((await transaction.QueryFirstAsync<RuleRow>(s_rule))?.ToRule() == rule)
                    return false;
                await transaction.ExecuteAsync(s_removeRule);
                if (rule is not null)
                    await transaction.ExecuteAsync(s_setRule, new { days = rule.Days, last = rule.Last });
                await JournalWriter.AppendAsync(transaction, 0, "RetentionSet", new { rule?.Days, rule?.Last });
                return true;
            },
            cancellation);
    }

    static Statement OfRuns(string select, string order) => new(
        $"{select} WHERE RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds)){order}",
        $"{select.Replace("jobops.", "", StringComparison.Ordinal)} WHERE RunId IN (SELECT value FROM json_each(@runIds)){order}");

    // An embedded ledger has no row locks to run out of: there, all rows go at once.
    static Statement DeleteOfRuns(string table) => new(
        $"DELETE TOP (@count) FROM jobops.{table} WITH (ROWLOCK) WHERE RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds))",
        $"DELETE FROM {table} WHERE @count > 0 AND RunId IN (SELECT value FROM json_each(@runIds))");

    internal static async Task<PurgedRuns> PurgedRunsAsync(LedgerTransaction transaction) =>
        new(await transaction.QueryAsync<string>(s_purges));

    /// <param name="Runs">How many are gone.</param>
    /// <param name="Entries">How many entries of the journal went with them.</param>
    /// <param name="Last">Where the next batch begins; null where nothing is left.</param>
    readonly record struct PurgedBatch(long Runs, long Entries, long? Last);

    sealed class RuleRow
    {
        public int? Days { get; init; }
        public int? Last { get; init; }

        public RetentionRule? ToRule() => Days is null && Last is null ? null : new() { Days = Days, Last = Last };
    }

    sealed class OutcomesRow
    {
        public long? Success { get; init; }
        public long? Failure { get; init; }
    }

    sealed class FamilyRow
    {
        public long RunId { get; init; }
        public long? RollbackOf { get; init; }
    }
}
