using System.Security.Cryptography;
using System.Text;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>
/// Executes one claimed rollback: the undo of each step, newest first. Stops where going on could do harm: at a step that
/// has drifted, and at an undo that failed. A step that recorded no undo is told of and passed by.
/// </summary>
sealed class RollbackBody(AttemptContext attempt, IScriptBlockRunner? scriptBlocks)
{
    readonly long _undoneRunId = attempt.Run.RollbackOf!.Value;
    readonly Dictionary<string, StepStatus> _earlier = new(StringComparer.OrdinalIgnoreCase);
    readonly bool _force = attempt.Run.Parameters.GetValueOrDefault(Rollback.ForceParameter) is true;

    /// <exception cref="JobOpsException">RollbackIncomplete; LeaseLost when it is no longer ours.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task ExecuteAsync(CancellationToken cancellation)
    {
        var undone = await attempt.Ledger.Runs.FindAsync(_undoneRunId, cancellation)
                     ?? throw new JobOpsException(Error.RunNotFound(_undoneRunId));
        var steps = await attempt.Ledger.Steps.GetAsync(_undoneRunId, cancellation);
        var byName = steps.ToDictionary(step => step.StepName, StringComparer.OrdinalIgnoreCase);
        var work = new StepWork(attempt, undone, new(undone, attempt.Job, attempt.Secrets, byName, attempt.Environment),
            scriptBlocks ?? (attempt.PowerShell is { } hosts ? new HostedUndo(hosts, attempt) : null));
        if (attempt.Run.Attempt > 1)
            foreach (var step in await attempt.Ledger.Steps.GetAsync(attempt.Run.RunId, cancellation))
                _earlier[step.StepName] = step.Status;
        var toUndo = UndoPlanner.ToUndo(steps).ToList();
        var open = new List<UndoOutcome>();
        for (var index = 0; index < toUndo.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            attempt.Observer?.StepStarting(attempt.Run, toUndo[index].StepName, index + 1, toUndo.Count);
            var outcome = await UndoStepAsync(work, toUndo[index], cancellation);
            if (outcome.Status is UndoStatus.Undone or UndoStatus.AlreadyUndone)
                continue;
            open.Add(outcome);
            if (toUndo[index].Undo is not null)
                break;
        }
        if (open.Count == 0)
            open.AddRange(await ExecuteAfterAsync(work, steps, cancellation));
        if (open.Count > 0)
            throw new JobOpsException(Incomplete(open, toUndo.Count));
        await DurableWrite.UntilAnsweredAsync(
            attempt.Held, () => attempt.Ledger.Steps.MarkRolledBackAsync(attempt.Lease, _undoneRunId, CancellationToken.None));
    }

    /// <summary>What waited for the steps before it to be undone, in the order in which the steps were executed.</summary>
    /// <returns>The one that failed, if one did: those behind it are not begun.</returns>
    async Task<IReadOnlyList<UndoOutcome>> ExecuteAfterAsync(
        StepWork work, IReadOnlyList<JobStep> steps, CancellationToken cancellation)
    {
        foreach (var step in steps.OrderBy(step => step.Number))
        {
            if (LedgerJson.Read<StepAction>(step.Undo) is not ScriptBlockAction undo || undo.AfterRollback() is not { } block)
                continue;
            var name = Rollback.AfterStep(step.StepName);
            var text = LedgerJson.Write<StepAction>(block);
            var begun = await attempt.Steps.BeginAsync(new() { StepName = name, InputHash = Hash(text) }, cancellation);
            if (begun.IsFinished)
                continue;
            attempt.Observer?.StepStarting(attempt.Run, name, begun.Number, count: 0);
            await EndLeftProcessesAsync(name);
            // As an undo is, of a step that touched nothing: its words masked, its errors the step's own.
            var (status, reason) = await TryUndoAsync(
                work, step with { StepName = name, Undo = text, Before = new Dictionary<string, TouchedPath>() }, cancellation);
            var ended = status == UndoStatus.Undone ? StepStatus.Succeeded : StepStatus.Failed;
            await attempt.Steps.FinishAsync(
                new() { StepName = name, Status = ended, Result = LedgerJson.Write(new { status, reason }) });
            attempt.Observer?.StepFinished(attempt.Run, name, ended, remembered: false);
            if (ended == StepStatus.Failed)
                return [new(_undoneRunId, name, status, reason)];
        }
        return [];
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    async Task<UndoOutcome> UndoStepAsync(StepWork work, JobStep step, CancellationToken cancellation)
    {
        var undo = step.Undo ?? "";
        var begun = await attempt.Steps.BeginAsync(
            new()
            {
                StepName = step.StepName,
                InputHash = Hash(undo),
            },
            cancellation);
        if (begun.IsFinished)
        {
            attempt.Log.Write(LogStream.JobOps, step.StepName, StepWords.Ended(begun.Status, remembered: true));
            attempt.Observer?.StepFinished(attempt.Run, step.StepName, begun.Status, remembered: true);
            return new(_undoneRunId, step.StepName, UndoStatus.AlreadyUndone, "undone before this rollback was interrupted");
        }
        await EndLeftProcessesAsync(step.StepName);
        var (status, reason) = await TryWithinLimitAsync(work, step, cancellation);
        var outcome = new UndoOutcome(_undoneRunId, step.StepName, status, reason);
        var succeeded = status is UndoStatus.Undone or UndoStatus.AlreadyUndone ? StepStatus.Succeeded : StepStatus.Failed;
        attempt.Log.Write(LogStream.JobOps, step.StepName, reason is null ? $"{status}" : $"{status}: {reason}");
        var undone = new StepOutcome
        {
            StepName = step.StepName, Status = succeeded, Result = LedgerJson.Write(new { status, reason }),
        };
        await attempt.Steps.FinishAsync(undone, outcome);
        attempt.Observer?.StepFinished(attempt.Run, step.StepName, succeeded, remembered: false);
        return outcome;
    }

    /// <summary>Of an undo that was cut off, as of a step.</summary>
    async Task EndLeftProcessesAsync(string step)
    {
        if (_earlier.TryGetValue(step, out var status) && status is StepStatus.Interrupted or StepStatus.Running
            && await LeftProcesses.EndAsync(attempt.Ledger.Info.LedgerId, attempt.Run.RunId, step, attempt.Options.Grace) is { } sentence)
            attempt.Log.Write(LogStream.JobOps, step, sentence);
    }

    /// <summary>The time limit of a step is that of its undo, too, and of looking whether it is needed.</summary>
    async Task<(UndoStatus Status, string? Reason)> TryWithinLimitAsync(
        StepWork work, JobStep step, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var definition = attempt.Job.Steps.FirstOrDefault(one => one.Name.Equals(step.StepName, StringComparison.OrdinalIgnoreCase));
        if (definition?.Timeout is { } timeout)
            limit.CancelAfter(timeout);
        try
        {
            var (status, reason) = await Apart.RunAsync(() => UndoPlanner.Look(step, _force, limit.Token), limit.Token);
            return status == UndoStatus.Pending ? await TryUndoAsync(work, step, limit.Token) : (status, reason);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && definition?.Timeout is { } passed)
        {
            return (UndoStatus.CannotUndo, $"the undo took longer than its time limit of {TimeWords.Took(passed)}");
        }
    }

    async Task<(UndoStatus Status, string? Reason)> TryUndoAsync(
        StepWork work, JobStep step, CancellationToken cancellation)
    {
        try
        {
            await work.UndoAsync(step, cancellation);
        }
        catch (UndoRefusedException refusal)
        {
            return (UndoStatus.CannotUndo, refusal.Message);
        }
        catch (JobOpsException exception)
        {
            return (UndoStatus.CannotUndo, $"the undo failed: {exception.Error.Actual}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (UndoStatus.CannotUndo, $"the undo failed: {exception.Message}");
        }
        return await Apart.RunAsync(() => UndoPlanner.Difference(step, cancellation), cancellation) is { } difference
            ? (UndoStatus.CannotUndo, $"the undo ran, but {difference}")
            : (UndoStatus.Undone, null);
    }

    JobOpsError Incomplete(List<UndoOutcome> open, int count)
    {
        var last = open[^1];
        var drifted = last.Status == UndoStatus.Drifted;
        return Error.RollbackIncomplete(
            _undoneRunId,
            $"Run {_undoneRunId} is not wholly undone: {open.Count} of {count} steps are not.",
            string.Join("; ", open.Select(step => $"'{step.StepName}' {step.Status}: {step.Reason}")), drifted);
    }
}
