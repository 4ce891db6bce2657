using System.Text.Json;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Sql;

sealed class SqlSteps(ILedgerStore store) : IStepLedger
{
    const string StepColumns =
        """
        s.RunId, s.Number, s.Name AS StepName, s.Status, s.Attempt, s.InputHash, s.ReadOnly, s.Once, s.Undo,
        s.BeforeState, s.AfterState, s.Result, s.Error, s.StartedAt, s.FinishedAt, s.UndoStatus, s.UndoReason,
        s.UndoRunId, r.Attempt AS RunAttempt, j.Name AS JobName
        """;

    const string StepTables =
        "jobops.Step AS s JOIN jobops.Run AS r ON r.RunId = s.RunId JOIN jobops.Job AS j ON j.JobId = r.JobId";

    internal static readonly Statement OfRun =
        $"SELECT {StepColumns} FROM {StepTables} WHERE s.RunId = @runId ORDER BY s.Number";

    // How often a step was begun only its run's journal knows: the row keeps the attempt of the run in which it was begun last.
    static readonly Statement s_begins =
        "SELECT j.Data FROM jobops.Journal AS j WHERE j.RunId = @runId AND j.Event = 'StepStarted'";

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

    public Task<JobStep> BeginAsync(Lease lease, StepIntent intent, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var key = new { runId = lease.RunId, name = intent.StepName };
                var fence = await transaction.AskAsync<int?>(Fence.Renew, Fence.Renewal(transaction, lease));
                var heads = await JournalWriter.HoldAsync(transaction, [lease.RunId]);
                var known = (await transaction.QueryFirstAsync<StepRow>(s_step, key))?.ToStep();
                var attempt = fence.First ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));
                if (known is { Status: StepStatus.Running } or { IsFinished: true } && known.Attempt == attempt)
                    throw new JobOpsException(Error.StepNameRepeated(lease.RunId, intent.StepName));
                if (known is { IsFinished: true })
                    return known;
                if (known is { Status: StepStatus.Interrupted, Once: true })
                    throw new JobOpsException(Error.StepOutcomeUnknown(lease.RunId, intent.StepName));
                await transaction.ExecuteEachAsync(known is null ? s_insertStep : s_repeatStep, [new
                {
                    runId = lease.RunId,
                    name = intent.StepName,
                    attempt,
                    inputHash = intent.InputHash,
                    readOnly = intent.ReadOnly,
                    once = intent.Once,
                    undo = intent.Undo,
                    before = LedgerJson.Write(intent.Before),
                    now = transaction.Now,
                }]);
                await JournalWriter.AppendEachAsync(transaction, [new(lease.RunId, "StepStarted", new
                {
                    step = intent.StepName,
                    attempt,
                    inputHash = intent.InputHash,
                    undoHash = intent.Undo is null ? null : LedgerText.Hash(intent.Undo),
                })], heads);
                return (await transaction.QueryFirstAsync<StepRow>(s_step, key))!.ToStep();
            },
            cancellation);

    public Task FinishAsync(
        Lease lease, StepOutcome outcome, UndoOutcome? undo = null, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var fence = await transaction.AskAsync<int?>(
                    outcome.Status == StepStatus.Succeeded ? Fence.RenewAfterStep : Fence.Renew, Fence.Renewal(transaction, lease));
                var heads = await JournalWriter.HoldAsync(transaction, [lease.RunId]);
                var finished = await transaction.QueryFirstAsync<int?>(s_finishStep, new
                {
                    runId = lease.RunId,
                    name = outcome.StepName,
                    status = outcome.Status.ToString(),
                    result = outcome.Result,
                    error = outcome.Error is null ? null : LedgerJson.Write(outcome.Error),
                    after = LedgerJson.Write(outcome.After),
                    now = transaction.Now,
                });
                var attempt = fence.First ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));
                if (finished is null)
                    return await RequireFinishedAsync(transaction, lease, outcome, attempt);
                await JournalWriter.AppendEachAsync(transaction, [new(lease.RunId, $"Step{outcome.Status}", new
                {
                    step = outcome.StepName,
                    resultHash = outcome.Result is null ? null : LedgerText.Hash(outcome.Result),
                    error = outcome.Error?.Id,
                    actual = outcome.Error?.Actual,
                })], heads);
                if (undo is not null)
                    await WriteUndoAsync(transaction, lease.RunId, undo);
                return true;
            },
            cancellation);

    /// <summary>An outcome that comes again, because the answer to it was lost, is there already, and its undo with it.</summary>
    static async Task<bool> RequireFinishedAsync(LedgerTransaction transaction, Lease lease, StepOutcome outcome, int attempt)
    {
        var known = (await transaction.QueryFirstAsync<StepRow>(s_step, new { runId = lease.RunId, name = outcome.StepName }))?.ToStep();
        return known?.Status == outcome.Status && known.Attempt == attempt
            ? true
            : throw new JobOpsException(Error.LeaseLost(lease.RunId));
    }

    public Task<IReadOnlyList<JobStep>> GetAsync(long runId, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobStep>>(
            async transaction =>
            {
                var begins = await transaction.AskAsync<string>(s_begins, new { runId });
                var rows = await transaction.QueryAsync<StepRow>(OfRun, new { runId });
                var tries = begins.Rows.CountBy(StepOf, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(step => step.Key, step => step.Value, StringComparer.OrdinalIgnoreCase);
                return [.. rows.Select(row => row.ToStep() with { Try = tries.GetValueOrDefault(row.StepName) })];
            },
            cancellation);

    static string StepOf(string begin)
    {
        using var document = JsonDocument.Parse(begin);
        return document.RootElement.GetProperty("step").GetString()!;
    }

    public Task MarkRolledBackAsync(Lease rollback, long undoneRunId, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                await Fence.RequireAsync(transaction, rollback);
                if (await transaction.ExecuteAsync(s_markRolledBack, new { runId = undoneRunId, by = rollback.RunId }) > 0)
                {
                    await JournalWriter.AppendAsync(transaction, undoneRunId, "RunRolledBack", new { by = rollback.RunId });
                    await SqlChanges.RolledBackAsync(transaction, undoneRunId);
                }
                return true;
            },
            cancellation);

    static async Task WriteUndoAsync(LedgerTransaction transaction, long rollbackRunId, UndoOutcome undo)
    {
        await transaction.ExecuteEachAsync(s_setUndo, [new
        {
            runId = undo.UndoneRunId,
            name = undo.StepName,
            status = undo.Status.ToString(),
            reason = undo.Reason,
            undoRunId = rollbackRunId,
        }]);
        await JournalWriter.AppendAsync(transaction, undo.UndoneRunId, "StepUndo", new
        {
            step = undo.StepName,
            status = undo.Status,
            reason = undo.Reason,
            by = rollbackRunId,
        });
    }
}
