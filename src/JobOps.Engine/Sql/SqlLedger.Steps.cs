using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Sql;

// IStepLedger
sealed partial class SqlLedger
{
    const string StepColumns =
        """
        s.RunId, s.Number, s.Name AS StepName, s.Status, s.Attempt, s.InputHash, s.ReadOnly, s.Once, s.Undo,
        s.BeforeState, s.AfterState, s.Result, s.Error, s.StartedAt, s.FinishedAt, s.UndoStatus, s.UndoReason,
        s.UndoRunId, j.Name AS JobName
        """;

    const string StepTables =
        "jobops.Step AS s JOIN jobops.Run AS r ON r.RunId = s.RunId JOIN jobops.Job AS j ON j.JobId = r.JobId";

    static readonly Statement s_steps =
        $"SELECT {StepColumns} FROM {StepTables} WHERE s.RunId = @runId ORDER BY s.Number";

    static readonly Statement s_step =
        $"SELECT {StepColumns} FROM {StepTables} WHERE s.RunId = @runId AND s.Name = @name";

    static readonly Statement s_insertStep =
        """
        INSERT INTO jobops.Step
          (RunId, Number, Name, Status, Attempt, InputHash, ReadOnly, Once, Undo, BeforeState, StartedAt)
        SELECT @runId, COALESCE(MAX(Number), 0) + 1, @name, 'Running', @attempt, @inputHash, @readOnly, @once, @undo,
          @before, @now
        FROM jobops.Step WHERE RunId = @runId
        """;

    // Undo and state before stay those of the first try: what an interrupted try left behind is not "before".
    static readonly Statement s_repeatStep =
        """
        UPDATE jobops.Step WITH (ROWLOCK)
        SET Status = 'Running', Attempt = @attempt, InputHash = @inputHash, StartedAt = @now, FinishedAt = NULL,
          Result = NULL, Error = NULL, AfterState = NULL
        WHERE RunId = @runId AND Name = @name
        """;

    static readonly Statement s_finishStep = new(
        """
        UPDATE jobops.Step WITH (ROWLOCK)
        SET Status = @status, Result = @result, Error = @error, AfterState = @after, FinishedAt = @now
        OUTPUT inserted.Number WHERE RunId = @runId AND Name = @name AND Status = 'Running'
        """,
        """
        UPDATE Step SET Status = @status, Result = @result, Error = @error, AfterState = @after, FinishedAt = @now
        WHERE RunId = @runId AND Name = @name AND Status = 'Running' RETURNING Number
        """);

    static readonly Statement s_setUndo =
        """
        UPDATE jobops.Step WITH (ROWLOCK) SET UndoStatus = @status, UndoReason = @reason, UndoRunId = @undoRunId
        WHERE RunId = @runId AND Name = @name
        """;

    // A worker that dies after it leaves the rollback to another one, which says it again.
    static readonly Statement s_markRolledBack =
        "UPDATE jobops.Run WITH (ROWLOCK) SET RolledBackBy = @by WHERE RunId = @runId AND (RolledBackBy IS NULL OR RolledBackBy <> @by)";

    public Task<JobStep> BeginStepAsync(Lease lease, StepIntent intent, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                var key = new { runId = lease.RunId, name = intent.StepName };
                var fence = await session.AskAsync<int?>(s_renew, Renewal(session, lease));
                var heads = await JournalWriter.HoldAsync(session, [lease.RunId]);
                var known = (await session.QueryFirstAsync<StepRow>(s_step, key))?.ToStep();
                var attempt = fence.First ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));
                if (known is { Status: StepStatus.Running } or { IsFinished: true } && known.Attempt == attempt)
                    throw new JobOpsException(Error.StepNameRepeated(lease.RunId, intent.StepName));
                if (known is { IsFinished: true })
                    return known;
                if (known is { Status: StepStatus.Interrupted, Once: true })
                    throw new JobOpsException(Error.StepOutcomeUnknown(lease.RunId, intent.StepName));
                await session.ExecuteEachAsync(known is null ? s_insertStep : s_repeatStep, [new
                {
                    runId = lease.RunId,
                    name = intent.StepName,
                    attempt,
                    inputHash = intent.InputHash,
                    readOnly = intent.ReadOnly,
                    once = intent.Once,
                    undo = intent.Undo,
                    before = LedgerJson.Write(intent.Before),
                    now = session.Now,
                }]);
                await JournalWriter.AppendEachAsync(session, [new(lease.RunId, "StepStarted", new
                {
                    step = intent.StepName,
                    attempt,
                    inputHash = intent.InputHash,
                    undoHash = intent.Undo is null ? null : Hash(intent.Undo),
                })], heads);
                return (await session.QueryFirstAsync<StepRow>(s_step, key))!.ToStep();
            },
            cancellation);

    public Task FinishStepAsync(
        Lease lease, StepOutcome outcome, UndoOutcome? undo = null, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                var fence = await session.AskAsync<int?>(
                    outcome.Status == StepStatus.Succeeded ? s_renewAfterStep : s_renew, Renewal(session, lease));
                var heads = await JournalWriter.HoldAsync(session, [lease.RunId]);
                var finished = await session.QueryFirstAsync<int?>(s_finishStep, new
                {
                    runId = lease.RunId,
                    name = outcome.StepName,
                    status = outcome.Status.ToString(),
                    result = outcome.Result,
                    error = outcome.Error is null ? null : LedgerJson.Write(outcome.Error),
                    after = LedgerJson.Write(outcome.After),
                    now = session.Now,
                });
                var attempt = fence.First ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));
                if (finished is null)
                    return await RequireFinishedAsync(session, lease, outcome, attempt);
                await JournalWriter.AppendEachAsync(session, [new(lease.RunId, $"Step{outcome.Status}", new
                {
                    step = outcome.StepName,
                    resultHash = outcome.Result is null ? null : Hash(outcome.Result),
                    error = outcome.Error?.Id,
                    actual = outcome.Error?.Actual,
                })], heads);
                if (undo is not null)
                    await WriteUndoAsync(session, lease.RunId, undo);
                return true;
            },
            cancellation);

    /// <summary>An outcome that comes again, because the answer to it was lost, is there already, and its undo with it.</summary>
    static async Task<bool> RequireFinishedAsync(LedgerSession session, Lease lease, StepOutcome outcome, int attempt)
    {
        var known = (await session.QueryFirstAsync<StepRow>(s_step, new { runId = lease.RunId, name = outcome.StepName }))?.ToStep();
        return known?.Status == outcome.Status && known.Attempt == attempt
            ? true
            : throw new JobOpsException(Error.LeaseLost(lease.RunId));
    }

    public Task<IReadOnlyList<JobStep>> GetStepsAsync(long runId, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobStep>>(
            async session => [.. (await session.QueryAsync<StepRow>(s_steps, new { runId })).Select(row => row.ToStep())],
            cancellation);

    public Task MarkRolledBackAsync(Lease rollback, long undoneRunId, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                await FenceAsync(session, rollback);
                if (await session.ExecuteAsync(s_markRolledBack, new { runId = undoneRunId, by = rollback.RunId }) > 0)
                    await JournalWriter.AppendAsync(session, undoneRunId, "RunRolledBack", new { by = rollback.RunId });
                return true;
            },
            cancellation);

    static async Task WriteUndoAsync(LedgerSession session, long rollbackRunId, UndoOutcome undo)
    {
        await session.ExecuteEachAsync(s_setUndo, [new
        {
            runId = undo.UndoneRunId,
            name = undo.StepName,
            status = undo.Status.ToString(),
            reason = undo.Reason,
            undoRunId = rollbackRunId,
        }]);
        await JournalWriter.AppendAsync(session, undo.UndoneRunId, "StepUndo", new
        {
            step = undo.StepName,
            status = undo.Status,
            reason = undo.Reason,
            by = rollbackRunId,
        });
    }
}
