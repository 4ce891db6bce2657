using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Executes a run in this process, whatever its kind, and shows how it goes.</summary>
sealed class RunExecution(PSCmdlet cmdlet, CmdletPipeline pipeline, ILedger ledger)
{
    /// <summary>What dead workers have left is taken up in this session, too, and told of.</summary>
    public Leftovers Leftovers => new(
        ledger,
        async (left, cancellation) =>
        {
            using var bar = new RunBar(await pipeline.ScreenAsync(), left.Run);
            return await Worker(bar, leftovers: null).ExecuteAsync(left, cancellation);
        },
        pipeline.WriteWarning);

    /// <param name="started">The run, with its definition and secrets.</param>
    /// <param name="acceptChange">Go on with a runbook that has changed since the run began.</param>
    /// <param name="rollbackOnFailure">Undo the run at once where it has failed.</param>
    /// <param name="stop">Stops the run; what stops the cmdlet if left out.</param>
    /// <returns>The run as it stands in the end.</returns>
    public async Task<JobRun> ExecuteAsync(
        StartedRun started, bool acceptChange = false, bool rollbackOnFailure = false, CancellationToken? stop = null)
    {
        var ended = await PerformAsync(started, acceptChange, stop ?? pipeline.Stopping);
        return rollbackOnFailure && ended is { Status: RunStatus.Failed, RolledBackBy: null }
            ? await RollBackAsync(ended, started.Secrets)
            : ended;
    }

    async Task<JobRun> PerformAsync(StartedRun started, bool acceptChange, CancellationToken stop)
    {
        var run = started.Run;
        if (run.IsFinished)
            return run;
        using var signals = new EndSignals(pipeline);
        using var bar = new RunBar(await pipeline.ScreenAsync(), run);
        await using var note = new WaitingNote(pipeline, bar, ledger, run);
        try
        {
            if (run.Kind == RunKind.Runbook)
                return await new RunbookRunner(cmdlet, pipeline, ledger, bar, Leftovers).ExecuteAsync(started, acceptChange, stop);
            return await Worker(bar, Leftovers).ExecuteAsync(started, stop);
        }
        finally
        {
            signals.EndProcess();
        }
    }

    Worker Worker(RunBar bar, Leftovers? leftovers) => new(
        ledger, observer: new RunProgress(pipeline, bar), scriptBlocks: new UndoBlockRunner()) { Leftovers = leftovers };

    /// <summary>Undoes a run that has failed. What could not be undone is an error of its own; the run's outcome stays.</summary>
    /// <returns>The run as it stands then.</returns>
    async Task<JobRun> RollBackAsync(JobRun failed, IReadOnlyDictionary<string, string> secrets)
    {
        var rollback = await Rollback.ReadAsync(ledger, failed.RunId, pipeline.Stopping);
        var request = await rollback.RequestAsync(force: false, pipeline.Stopping);
        var ended = await PerformAsync(new(request, rollback.Job, secrets), acceptChange: false, pipeline.Stopping);
        foreach (var step in await rollback.GetOutcomeAsync(ended.RunId, pipeline.Stopping))
            pipeline.WriteVerbose($"{step.StepName}: {step.Status}{(step.Reason is { } reason ? $", {reason}" : "")}");
        if (ended.Error is { } error)
            pipeline.WriteError(error, ended.RunId);
        return await ledger.Runs.FindAsync(failed.RunId, pipeline.Stopping) ?? failed;
    }

    /// <summary>Writes the run, then its error if it has one, and reports its exit code.</summary>
    public Task WriteAsync(JobRun run) => pipeline.InvokeAsync(() =>
    {
        ExitCode.Report(cmdlet, run.ExitCode);
        cmdlet.WriteObject(run);
        if (run.Error is { } error && run.IsFinished)
            cmdlet.WriteError(ErrorRecords.Of(cmdlet, new(error), run.RunId));
        return true;
    });
}
