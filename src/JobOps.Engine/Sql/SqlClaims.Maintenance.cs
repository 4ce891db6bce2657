using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

// What time alone brings about: runs become due, miss their latest start, or have lost too many workers. Every claim
// looks; each look goes by an index that holds nothing but what is waiting.
sealed partial class SqlClaims
{
    /// <summary>A run whose workers die one after the other is likely to be why they die.</summary>
    const int MostLostLeases = 10;

    // The chains of so many are read by one list (LedgerTransaction.LongestList). The next claim does the rest.
    const int LargestBatch = 500;

    // Every claim begins with it, so what a claim has to know of the queues comes along. A least value is what only an index
    // can give quickly, whatever a server thinks of a time that it does not know when it plans.
    static readonly Statement s_look = new(
        """
        SELECT (SELECT MAX(Partitions) FROM jobops.Queue) AS MostPartitions, CASE WHEN
          (SELECT MIN(DueAt) FROM jobops.Run WHERE Status = 'Scheduled' AND DueAt <= @now) IS NOT NULL
          OR (SELECT MIN(StartBy) FROM jobops.Run
              WHERE StartBy <= @now AND StartedAt IS NULL AND Status IN ('Scheduled', 'Queued')) IS NOT NULL
          OR (SELECT MIN(LeaseExpiresAt) FROM jobops.Run WHERE Status = 'Running' AND LeaseExpiresAt <= @now) IS NOT NULL
        THEN 1 ELSE 0 END AS Due
        """,
        """
        SELECT (SELECT MAX(Partitions) FROM Queue) AS MostPartitions,
          EXISTS (SELECT 1 FROM Run WHERE Status = 'Scheduled' AND DueAt <= @now)
          OR EXISTS (
            SELECT 1 FROM Run
            WHERE StartBy IS NOT NULL AND StartBy <= @now AND StartedAt IS NULL AND Status IN ('Scheduled', 'Queued'))
          OR EXISTS (SELECT 1 FROM Run WHERE Status = 'Running' AND LeaseExpiresAt <= @now) AS Due
        """);

    static readonly Statement s_promote = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET Status = 'Queued'
        WHERE Status = 'Scheduled' AND ApprovalBy IS NULL AND RunId IN (
          SELECT TOP (@count) RunId FROM jobops.Run WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          WHERE Status = 'Scheduled' AND DueAt <= @now AND ApprovalBy IS NULL ORDER BY DueAt, RunId)
        """,
        """
        UPDATE Run SET Status = 'Queued'
        WHERE Status = 'Scheduled' AND ApprovalBy IS NULL AND RunId IN (
          SELECT RunId FROM Run WHERE Status = 'Scheduled' AND DueAt <= @now AND ApprovalBy IS NULL ORDER BY DueAt, RunId LIMIT @count)
        """);

    static readonly Statement s_failMissed = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET Status = 'Failed', FinishedAt = @now, ApprovalBy = NULL,
            DueAt = CASE WHEN ApprovalBy IS NULL THEN DueAt END
        OUTPUT inserted.RunId, inserted.StartBy
        WHERE Status IN ('Scheduled', 'Queued') AND StartedAt IS NULL AND RunId IN (
          SELECT TOP (@count) RunId FROM jobops.Run WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          WHERE StartBy <= @now AND StartedAt IS NULL AND Status IN ('Scheduled', 'Queued') ORDER BY StartBy, RunId)
        """,
        """
        UPDATE Run SET Status = 'Failed', FinishedAt = @now, ApprovalBy = NULL,
          DueAt = CASE WHEN ApprovalBy IS NULL THEN DueAt END
        WHERE Status IN ('Scheduled', 'Queued') AND StartedAt IS NULL AND RunId IN (
          SELECT RunId FROM Run
          WHERE StartBy IS NOT NULL AND StartBy <= @now AND StartedAt IS NULL AND Status IN ('Scheduled', 'Queued')
          ORDER BY StartBy, RunId LIMIT @count)
        RETURNING RunId, StartBy
        """);

    static readonly Statement s_failLost = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Failed', FinishedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL, QueueSlot = NULL,
            LeaseToken = LeaseToken + 1
        OUTPUT inserted.RunId
        WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND LostLeases >= @most AND RunId IN (
          SELECT TOP (@count) RunId FROM jobops.Run WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND LostLeases >= @most ORDER BY LeaseExpiresAt, RunId)
        """,
        """
        UPDATE Run
        SET Status = 'Failed', FinishedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL, QueueSlot = NULL,
            LeaseToken = LeaseToken + 1
        WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND LostLeases >= @most AND RunId IN (
          SELECT RunId FROM Run
          WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND LostLeases >= @most
          ORDER BY LeaseExpiresAt, RunId LIMIT @count)
        RETURNING RunId
        """);

    static async Task MaintainAsync(LedgerTransaction transaction)
    {
        await transaction.YieldToOthersAsync();
        await SqlApprovals.ExpireAsync(transaction, LargestBatch);
        await transaction.ExecuteEachAsync(s_promote, [new { now = transaction.Now, count = LargestBatch }]);
        var missed = await transaction.QueryAsync<MissedRow>(s_failMissed, new { now = transaction.Now, count = LargestBatch });
        await FailAsync(transaction, [.. missed.Select(run => (run.RunId, Error.StartMissed(run.RunId, run.StartBy)))]);
        var lost = await transaction.QueryAsync<long>(
            s_failLost, new { now = transaction.Now, count = LargestBatch, most = MostLostLeases });
        await FailAsync(transaction, [.. lost.Select(runId => (runId, Error.WorkerLost(runId, MostLostLeases + 1)))]);
    }

    static async Task FailAsync(LedgerTransaction transaction, IReadOnlyList<(long RunId, JobOpsError Error)> failed)
    {
        var events = new List<JournalEvent>(failed.Count);
        foreach (var (runId, error) in failed)
        {
            events.AddRange(await EndOfRun.InterruptStepsAsync(transaction, runId));
            events.Add(new(runId, "RunFailed", EndOfRun.Cause(error)));
        }
        await transaction.ExecuteEachAsync(
            EndOfRun.SetError, [.. failed.Select(item => new { runId = item.RunId, error = (string?)LedgerJson.Write(item.Error) })]);
        await JournalWriter.AppendEachAsync(transaction, events);
        await SqlOutbox.EndedAsync(transaction, failed.Select(item => item.RunId));
    }

    /// <summary>What a claim looks at before it chooses.</summary>
    sealed class OutlookRow
    {
        public long Due { get; init; }
        public int MostPartitions { get; init; }
        public bool IsMaintenanceDue => Due > 0;
    }

    sealed class MissedRow
    {
        public long RunId { get; init; }
        public DateTimeOffset StartBy { get; init; }
    }
}
