using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// Restarting and stopping.
sealed partial class SqlRequests
{
    static readonly Statement s_requeue =
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Queued', FinishedAt = NULL, Retries = 0, LostLeases = 0, StopRequestedAt = NULL, StartBy = NULL,
            Needs = COALESCE(@needs, Needs)
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
            QueueSlot = NULL, LeaseToken = LeaseToken + 1, ApprovalBy = NULL,
            DueAt = CASE WHEN ApprovalBy IS NULL THEN DueAt END
        OUTPUT inserted.RunId
        WHERE RunId = @runId AND (Status IN ('Scheduled', 'Queued') OR (Status = 'Running' AND LeaseExpiresAt <= @now))
        """,
        """
        UPDATE Run
        SET Status = 'Cancelled', FinishedAt = @now, StopRequestedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL,
            QueueSlot = NULL, LeaseToken = LeaseToken + 1, ApprovalBy = NULL,
            DueAt = CASE WHEN ApprovalBy IS NULL THEN DueAt END
        WHERE RunId = @runId AND (Status IN ('Scheduled', 'Queued') OR (Status = 'Running' AND LeaseExpiresAt <= @now))
        RETURNING RunId
        """);

    static readonly Statement s_askToStop =
        "UPDATE jobops.Run WITH (ROWLOCK) SET StopRequestedAt = COALESCE(StopRequestedAt, @now) WHERE RunId = @runId "
            + "AND Status = 'Running'";

    static readonly Statement s_setStop =
        "UPDATE jobops.RunPayload SET StopRequestedBy = @actor, StopReason = @reason WHERE RunId = @runId";

    public Task<JobRun> RestartAsync(RestartRequest request, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var runId = request.RunId;
                var run = await SqlRuns.RequireAsync(transaction, runId);
                if (!run.IsFinished)
                    return run;
                await SqlChanges.RequireLiveAsync(transaction, run);
                await SqlApprovals.RequireStandingAsync(transaction, run);
                if (run.Status == RunStatus.Unknown && request.InterruptedStepTookEffect is null)
                    throw new JobOpsException(run.Error ?? Error.StepOutcomeUnknown(runId, "(unknown)"));
                if (await transaction.ExecuteAsync(s_requeue, new { runId, needs = (int?)request.Needs }) == 0)
                    throw new JobOpsException(Error.RunNotRestartable(
                        runId, run.RolledBackBy is { } by ? $"undone by run {by}" : run.Status.ToString()));
                await transaction.ExecuteEachAsync(EndOfRun.SetError, [new { runId, error = (string?)null }]);
                if (request.InterruptedStepTookEffect is { } tookEffect)
                    await DecideStepAsync(transaction, runId, tookEffect, request.Reason);
                if (request.FromStep is { } step)
                    await ResetStepsAsync(transaction, runId, step);
                await JournalWriter.AppendAsync(
                    transaction, runId, "RunRestarted", new { from = run.Status, fromStep = request.FromStep, request.Reason });
                return await SqlRuns.RequireAsync(transaction, runId);
            },
            cancellation);

    static async Task DecideStepAsync(LedgerTransaction transaction, long runId, bool tookEffect, string? reason)
    {
        // A step that failed runs again; one that was accepted does not.
        var status = tookEffect ? "Accepted" : "Failed";
        foreach (var step in await transaction.QueryAsync<string>(s_decideStep, new { runId, status }))
            await JournalWriter.AppendAsync(transaction, runId, "StepDecided", new { step, tookEffect, reason });
    }

    static async Task ResetStepsAsync(LedgerTransaction transaction, long runId, string name)
    {
        var steps = (await transaction.QueryAsync<StepRow>(SqlSteps.OfRun, new { runId })).Select(row => row.ToStep()).ToList();
        var first = steps.FirstOrDefault(step => string.Equals(step.StepName, name, StringComparison.OrdinalIgnoreCase))
                    ?? throw new JobOpsException(Error.StepNotFound(runId, name, string.Join(", ", steps.Select(step => step.StepName))));
        if (steps.FirstOrDefault(step => step.Number >= first.Number && step is { Once: true, IsFinished: true }) is { } once)
            throw new JobOpsException(Error.StepRunsOnce(runId, once.StepName));
        foreach (var step in await transaction.QueryAsync<string>(s_resetSteps, new { runId, number = first.Number }))
            await JournalWriter.AppendAsync(transaction, runId, "StepReset", new { step });
    }

    public Task<JobRun> StopAsync(long runId, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction => await StopAsync(transaction, await SqlRuns.RequireAsync(transaction, runId), reason), cancellation);

    static async Task<JobRun> StopAsync(LedgerTransaction transaction, JobRun run, string? reason)
    {
        var runId = run.RunId;
        if (await transaction.QueryFirstAsync<long?>(s_cancel, new { runId, now = transaction.Now }) is not null)
        {
            var error = Error.RunCancelled(runId, reason is null ? transaction.Actor : $"{transaction.Actor}: {reason}");
            await transaction.ExecuteEachAsync(EndOfRun.SetError, [new { runId, error = (string?)LedgerJson.Write(error) }]);
            await JournalWriter.AppendEachAsync(
                transaction, [.. await EndOfRun.InterruptStepsAsync(transaction, runId),
                    new(runId, "RunCancelled", EndOfRun.Cause(error))]);
            await SqlOutbox.EndedAsync(transaction, [runId]);
        }
        else if (await transaction.ExecuteAsync(s_askToStop, new { runId, now = transaction.Now }) > 0)
        {
            await transaction.ExecuteEachAsync(s_setStop, [new { runId, actor = transaction.Actor, reason }]);
            await JournalWriter.AppendAsync(transaction, runId, "StopRequested", new { reason });
        }
        else
        {
            throw new JobOpsException(Error.RunNotStoppable(runId, run.Status.ToString()));
        }
        return await SqlRuns.RequireAsync(transaction, runId);
    }
}
