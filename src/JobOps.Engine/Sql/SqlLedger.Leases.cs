using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Sql;

// IRunQueue: renewing, completing, restarting, stopping.
sealed partial class SqlLedger
{
    // Renewing is the fence: a write of a worker begins with it, and 0 rows mean that the lease is lost.
    static readonly Statement s_renew = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET LeaseExpiresAt = @until
        OUTPUT inserted.Attempt WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running'
        """,
        """
        UPDATE Run SET LeaseExpiresAt = @until
        WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running' RETURNING Attempt
        """);

    // A run that gets on is not why its workers die, however many do.
    static readonly Statement s_renewAfterStep = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET LeaseExpiresAt = @until, LostLeases = 0
        OUTPUT inserted.Attempt WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running'
        """,
        """
        UPDATE Run SET LeaseExpiresAt = @until, LostLeases = 0
        WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running' RETURNING Attempt
        """);

    const string Ended =
        "LeaseExpiresAt = NULL, JobSlot = NULL, QueueSlot = NULL, Status = @status, FinishedAt = @finishedAt, DueAt = COALESCE(@dueAt, DueAt), Retries = Retries + @retries, LostLeases = LostLeases + @lost";

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

    static readonly Statement s_setError = "UPDATE jobops.RunPayload SET Error = @error WHERE RunId = @runId";

    static readonly Statement s_requeue =
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Queued', FinishedAt = NULL, Retries = 0, LostLeases = 0, StopRequestedAt = NULL, StartBy = NULL
        WHERE RunId = @runId AND Status IN ('Failed', 'Unknown', 'Cancelled') AND RolledBackBy IS NULL
        """;

    static readonly Statement s_decideStep = new(
        """
        UPDATE jobops.Step WITH (ROWLOCK) SET Status = @status
        OUTPUT inserted.Name WHERE RunId = @runId AND Status = 'Interrupted' AND Once = 1
        """,
        "UPDATE Step SET Status = @status WHERE RunId = @runId AND Status = 'Interrupted' AND Once = 1 RETURNING Name");

    // The undo and the state before stay those of the first time.
    static readonly Statement s_resetSteps = new(
        """
        UPDATE jobops.Step WITH (ROWLOCK) SET Status = 'Interrupted'
        OUTPUT inserted.Name WHERE RunId = @runId AND Number >= @number AND Status IN ('Succeeded', 'Accepted')
        """,
        """
        UPDATE Step SET Status = 'Interrupted'
        WHERE RunId = @runId AND Number >= @number AND Status IN ('Succeeded', 'Accepted') RETURNING Name
        """);

    static readonly Statement s_cancel = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Cancelled', FinishedAt = @now, StopRequestedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL,
            QueueSlot = NULL, LeaseToken = LeaseToken + 1
        OUTPUT inserted.RunId
        WHERE RunId = @runId AND (Status IN ('Scheduled', 'Queued') OR (Status = 'Running' AND LeaseExpiresAt <= @now))
        """,
        """
        UPDATE Run
        SET Status = 'Cancelled', FinishedAt = @now, StopRequestedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL,
            QueueSlot = NULL, LeaseToken = LeaseToken + 1
        WHERE RunId = @runId AND (Status IN ('Scheduled', 'Queued') OR (Status = 'Running' AND LeaseExpiresAt <= @now))
        RETURNING RunId
        """);

    static readonly Statement s_askToStop =
        "UPDATE jobops.Run WITH (ROWLOCK) SET StopRequestedAt = COALESCE(StopRequestedAt, @now) WHERE RunId = @runId AND Status = 'Running'";

    static readonly Statement s_setStop =
        "UPDATE jobops.RunPayload SET StopRequestedBy = @actor, StopReason = @reason WHERE RunId = @runId";

    static readonly Statement s_stopRequests =
        """
        SELECT r.RunId, p.StopRequestedBy AS RequestedBy, p.StopReason AS Reason
        FROM jobops.Run AS r JOIN jobops.RunPayload AS p ON p.RunId = r.RunId
        WHERE r.Worker = @worker AND r.Status = 'Running' AND r.StopRequestedAt IS NOT NULL
        """;

    public Task<IReadOnlyList<Lease>> RenewAsync(
        string worker, IReadOnlyList<Lease> leases, CancellationToken cancellation = default) =>
        store.WriteAsync<IReadOnlyList<Lease>>(
            async session =>
            {
                await BeatAsync(session, worker);
                var attempts = await session.QueryEachAsync<int?>(s_renew, [.. leases.Select(lease => Renewal(session, lease))]);
                return [.. leases.Where((_, index) => attempts[index] is null)];
            },
            cancellation);

    public Task<IReadOnlyList<Lease>> CompleteAsync(
        IReadOnlyList<RunOutcome> outcomes, CancellationToken cancellation = default) =>
        store.WriteAsync(session => CompleteAsync(session, outcomes), cancellation);

    static async Task<IReadOnlyList<Lease>> CompleteAsync(LedgerSession session, IReadOnlyList<RunOutcome> outcomes)
    {
        // Most of a batch ended the same way: what is written is the same then, but for the runs.
        var answers = new List<Answer<long>>();
        foreach (var alike in outcomes.GroupBy(outcome => (outcome.Lease.Token, outcome.Status, outcome.RetryAfter, outcome.Error is null)))
            answers.AddRange(await session.AskListAsync<long>(
                s_complete, alike.Select(one => one.Lease.RunId), runIds => End(session, alike.First(), runIds)));
        var heads = await JournalWriter.HoldAsync(session, outcomes.Select(outcome => outcome.Lease.RunId).Distinct());
        await session.SendAsync();
        var written = answers.SelectMany(answer => answer.Rows).ToHashSet();
        var ended = outcomes.Where(outcome => written.Contains(outcome.Lease.RunId)).ToList();
        // A first try that succeeded has no error to write, and none to take away.
        await session.ExecuteEachAsync(s_setError, [.. ended
            .Where(outcome => outcome.Error is not null || outcome.Lease.Token > 1)
            .Select(outcome => new
            {
                runId = outcome.Lease.RunId, error = outcome.Error is null ? null : LedgerJson.Write(outcome.Error),
            })]);
        await JournalWriter.AppendEachAsync(session, [.. ended.Select(outcome => EndOf(outcome))], heads);
        return [.. outcomes.Select(outcome => outcome.Lease).Where(lease => !written.Contains(lease.RunId))];
    }

    static object End(LedgerSession session, RunOutcome outcome, long[] runIds) => new
    {
        runIds,
        token = outcome.Lease.Token,
        status = outcome.Status.ToString(),
        finishedAt = outcome.Status is RunStatus.Scheduled or RunStatus.Queued ? null : (DateTimeOffset?)session.Now,
        dueAt = WholeMilliseconds(outcome.RetryAfter is { } pause ? session.Now + pause : null),
        retries = outcome.Status == RunStatus.Scheduled ? 1 : 0,
        lost = outcome is { Status: RunStatus.Queued, Error: not null } ? 1 : 0,
    };

    static JournalEvent EndOf(RunOutcome outcome) => outcome.Status switch
    {
        RunStatus.Scheduled => new(
            outcome.Lease.RunId, "RunRetryScheduled",
            new { error = outcome.Error?.Id, outcome.Error?.What, outcome.Error?.Actual, after = outcome.RetryAfter }),
        RunStatus.Queued => new(outcome.Lease.RunId, "RunReleased", Cause(outcome.Error)),
        _ => new(outcome.Lease.RunId, $"Run{outcome.Status}", Cause(outcome.Error)),
    };

    public Task<JobRun> RestartAsync(RestartRequest request, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                var runId = request.RunId;
                var run = await RequireRunAsync(session, runId);
                if (!run.IsFinished)
                    return run;
                if (run.Status == RunStatus.Unknown && request.InterruptedStepTookEffect is null)
                    throw new JobOpsException(run.Error ?? Error.StepOutcomeUnknown(runId, "(unknown)"));
                if (await session.ExecuteAsync(s_requeue, new { runId }) == 0)
                    throw new JobOpsException(Error.RunNotRestartable(
                        runId, run.RolledBackBy is { } by ? $"undone by run {by}" : run.Status.ToString()));
                await session.ExecuteEachAsync(s_setError, [new { runId, error = (string?)null }]);
                if (request.InterruptedStepTookEffect is { } tookEffect)
                    await DecideStepAsync(session, runId, tookEffect, request.Reason);
                if (request.FromStep is { } step)
                    await ResetStepsAsync(session, runId, step);
                await JournalWriter.AppendAsync(
                    session, runId, "RunRestarted", new { from = run.Status, fromStep = request.FromStep, request.Reason });
                return await RequireRunAsync(session, runId);
            },
            cancellation);

    static async Task DecideStepAsync(LedgerSession session, long runId, bool tookEffect, string? reason)
    {
        // A step that failed runs again; one that was accepted does not.
        var status = tookEffect ? "Accepted" : "Failed";
        foreach (var step in await session.QueryAsync<string>(s_decideStep, new { runId, status }))
            await JournalWriter.AppendAsync(session, runId, "StepDecided", new { step, tookEffect, reason });
    }

    static async Task ResetStepsAsync(LedgerSession session, long runId, string name)
    {
        var steps = (await session.QueryAsync<StepRow>(s_steps, new { runId })).Select(row => row.ToStep()).ToList();
        var first = steps.FirstOrDefault(step => string.Equals(step.StepName, name, StringComparison.OrdinalIgnoreCase))
                    ?? throw new JobOpsException(Error.StepNotFound(runId, name, string.Join(", ", steps.Select(step => step.StepName))));
        if (steps.FirstOrDefault(step => step.Number >= first.Number && step is { Once: true, IsFinished: true }) is { } once)
            throw new JobOpsException(Error.StepRunsOnce(runId, once.StepName));
        foreach (var step in await session.QueryAsync<string>(s_resetSteps, new { runId, number = first.Number }))
            await JournalWriter.AppendAsync(session, runId, "StepReset", new { step });
    }

    public Task<JobRun> StopAsync(long runId, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session => await StopAsync(session, await RequireRunAsync(session, runId), reason), cancellation);

    static async Task<JobRun> StopAsync(LedgerSession session, JobRun run, string? reason)
    {
        var runId = run.RunId;
        if (await session.QueryFirstAsync<long?>(s_cancel, new { runId, now = session.Now }) is not null)
        {
            var error = Error.RunCancelled(runId, reason is null ? session.Actor : $"{session.Actor}: {reason}");
            await session.ExecuteEachAsync(s_setError, [new { runId, error = (string?)LedgerJson.Write(error) }]);
            await JournalWriter.AppendEachAsync(
                session, [.. await InterruptStepsAsync(session, runId), new(runId, "RunCancelled", Cause(error))]);
        }
        else if (await session.ExecuteAsync(s_askToStop, new { runId, now = session.Now }) > 0)
        {
            await session.ExecuteEachAsync(s_setStop, [new { runId, actor = session.Actor, reason }]);
            await JournalWriter.AppendAsync(session, runId, "StopRequested", new { reason });
        }
        else
        {
            throw new JobOpsException(Error.RunNotStoppable(runId, run.Status.ToString()));
        }
        return await RequireRunAsync(session, runId);
    }

    public Task<IReadOnlyList<StopRequest>> GetStopRequestsAsync(string worker, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<StopRequest>>(
            async session => [.. (await session.QueryAsync<StopRow>(s_stopRequests, new { worker }))
                .Select(row => new StopRequest(row.RunId, row.RequestedBy, row.Reason))],
            cancellation);

    /// <summary>Renews the lease inside the transaction of what it protects. Returns the number of the attempt.</summary>
    static async Task<int> FenceAsync(LedgerSession session, Lease lease) =>
        await session.QueryFirstAsync<int?>(s_renew, Renewal(session, lease)) ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));

    static object Renewal(LedgerSession session, Lease lease) =>
        new { runId = lease.RunId, token = lease.Token, until = session.Now + lease.Duration };

    sealed class StopRow
    {
        public long RunId { get; init; }
        public string RequestedBy { get; init; } = "";
        public string? Reason { get; init; }
    }
}
