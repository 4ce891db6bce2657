using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// IRunQueue: renewing, completing, restarting, stopping.
sealed partial class SqlClaims
{
    const string Ended =
        "LeaseExpiresAt = NULL, JobSlot = NULL, QueueSlot = NULL, Status = @status, FinishedAt = @finishedAt, "
            + "DueAt = COALESCE(@dueAt, DueAt), Retries = Retries + @retries, LostLeases = LostLeases + @lost";

    // The numbers lead here, too, as in s_takeFree.
    static readonly Statement s_complete = new(
        $"""
        UPDATE jobops.Run WITH (ROWLOCK) SET {Ended}
        OUTPUT inserted.RunId
        WHERE RunId IN (@runIds) AND LeaseToken = @token AND COALESCE(Status, '') = 'Running'
        """,
        $"""
        UPDATE Run SET {Ended}
        WHERE LeaseToken = @token AND Status = 'Running' AND RunId IN (@runIds) RETURNING RunId
        """);

    static readonly Statement s_expire = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET LeaseExpiresAt = @now
        OUTPUT inserted.RunId
        WHERE Worker = @worker AND Status = 'Running' AND LeaseExpiresAt > @now
        """,
        "UPDATE Run SET LeaseExpiresAt = @now WHERE Worker = @worker AND Status = 'Running' AND LeaseExpiresAt > @now RETURNING RunId");

    static readonly Statement s_stopRequests =
        """
        SELECT r.RunId, p.StopRequestedBy AS RequestedBy, p.StopReason AS Reason
        FROM jobops.Run AS r JOIN jobops.RunPayload AS p ON p.RunId = r.RunId
        WHERE r.Worker = @worker AND r.Status = 'Running' AND r.StopRequestedAt IS NOT NULL
        """;

    public Task<IReadOnlyList<Lease>> RenewAsync(
        string worker, IReadOnlyList<Lease> leases, CancellationToken cancellation = default) =>
        store.WriteAsync<IReadOnlyList<Lease>>(
            async transaction =>
            {
                await SqlWorkers.BeatAsync(transaction, worker);
                var attempts = await transaction.QueryEachAsync<int?>(
                    Fence.Renew, [.. leases.Select(lease => Fence.Renewal(transaction, lease))]);
                return [.. leases.Where((_, index) => attempts[index] is null)];
            },
            cancellation);

    public Task<int> ExpireAsync(string worker, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var runs = await transaction.QueryAsync<long>(s_expire, new { worker, now = transaction.Now });
                await SqlWorkers.ExpireAsync(transaction, worker);
                foreach (var runId in runs)
                    await JournalWriter.AppendAsync(transaction, runId, "LeaseExpired", new { worker, reason = "its process has ended" });
                ExpectWork();
                return runs.Count;
            },
            cancellation);

    public Task<IReadOnlyList<Lease>> CompleteAsync(
        IReadOnlyList<RunOutcome> outcomes, CancellationToken cancellation = default) =>
        store.WriteAsync(transaction => CompleteAsync(transaction, outcomes), cancellation);

    static async Task<IReadOnlyList<Lease>> CompleteAsync(LedgerTransaction transaction, IReadOnlyList<RunOutcome> outcomes)
    {
        // Most of a batch ended the same way: what is written is the same then, but for the runs.
        var answers = new List<Answer<long>>();
        foreach (var alike in outcomes.GroupBy(outcome => (outcome.Lease.Token, outcome.Status, outcome.RetryAfter, outcome.Error is null)))
            answers.AddRange(await transaction.AskListAsync<long>(
                s_complete, alike.Select(one => one.Lease.RunId), runIds => End(transaction, alike.First(), runIds)));
        var heads = await JournalWriter.HoldAsync(transaction, outcomes.Select(outcome => outcome.Lease.RunId).Distinct());
        await transaction.SendAsync();
        var written = answers.SelectMany(answer => answer.Rows).ToHashSet();
        var ended = outcomes.Where(outcome => written.Contains(outcome.Lease.RunId)).ToList();
        // A first try that succeeded has no error to write, and none to take away.
        await transaction.ExecuteEachAsync(EndOfRun.SetError, [.. ended
            .Where(outcome => outcome.Error is not null || outcome.Lease.Token > 1)
            .Select(outcome => new
            {
                runId = outcome.Lease.RunId, error = outcome.Error is null ? null : LedgerJson.Write(outcome.Error),
            })]);
        await JournalWriter.AppendEachAsync(transaction, [.. ended.Select(outcome => EndOf(outcome))], heads);
        await SqlOutbox.EndedAsync(
            transaction, ended.Where(outcome => outcome.Status is not (RunStatus.Scheduled or RunStatus.Queued))
                .Select(outcome => outcome.Lease.RunId));
        return [.. outcomes.Select(outcome => outcome.Lease).Where(lease => !written.Contains(lease.RunId))];
    }

    static object End(LedgerTransaction transaction, RunOutcome outcome, long[] runIds) => new
    {
        runIds,
        token = outcome.Lease.Token,
        status = outcome.Status.ToString(),
        finishedAt = outcome.Status is RunStatus.Scheduled or RunStatus.Queued ? null : (DateTimeOffset?)transaction.Now,
        dueAt = StoredTime.WholeMilliseconds(outcome.RetryAfter is { } pause ? transaction.Now + pause : null),
        retries = outcome.Status == RunStatus.Scheduled ? 1 : 0,
        lost = outcome is { Status: RunStatus.Queued, Error: not null } ? 1 : 0,
    };

    static JournalEvent EndOf(RunOutcome outcome) => outcome.Status switch
    {
        RunStatus.Scheduled => new(
            outcome.Lease.RunId, "RunRetryScheduled",
            new { error = outcome.Error?.Id, outcome.Error?.What, outcome.Error?.Actual, after = outcome.RetryAfter }),
        RunStatus.Queued => new(outcome.Lease.RunId, "RunReleased", EndOfRun.Cause(outcome.Error)),
        _ => new(outcome.Lease.RunId, $"Run{outcome.Status}", EndOfRun.Cause(outcome.Error)),
    };

    public Task<IReadOnlyList<StopRequest>> GetStopRequestsAsync(string worker, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<StopRequest>>(
            async transaction => [.. (await transaction.QueryAsync<StopRow>(s_stopRequests, new { worker }))
                .Select(row => new StopRequest(row.RunId, row.RequestedBy, row.Reason))],
            cancellation);

    sealed class StopRow
    {
        public long RunId { get; init; }
        public string RequestedBy { get; init; } = "";
        public string? Reason { get; init; }
    }
}
