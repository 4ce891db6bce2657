using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Agent.Runs;

/// <summary>Executes a run in this process, shows how it goes and how it ended.</summary>
sealed class RunExecution(ILedger ledger, Invocation call)
{
    IRunObserver? Observer => call.Screen.IsJson ? null : new ProgressLines(call.Screen);

    /// <summary>What dead workers have left is taken up here, too, and told of.</summary>
    public Leftovers Leftovers => new(
        ledger,
        async (left, cancellation) =>
        {
            await using var powerShell = PowerShellFor(left.Run);
            return await NewWorker(leftovers: null, powerShell).ExecuteAsync(left, cancellation);
        },
        sentence => call.Screen.Progress(sentence, Tone.Doubtful));

    // For one run no second PowerShell has to be ready; and the script of a step needs no host.
    PowerShellHosts? PowerShellFor(JobRun run) => run.Kind != RunKind.Job && run.Needs != RunNeed.Nothing
        ? PowerShellHosts.Of(ledger, PowerShellModule.Find(), mostReady: 0, contained: true)
        : null;

    /// <summary>Executes the run to its end and shows the outcome. Returns the exit code that stands for it.</summary>
    /// <param name="requested">The run.</param>
    /// <param name="secrets">Secret parameters by name; null for none.</param>
    /// <param name="rollbackOnFailure">Undo the run at once where it has failed; the exit code stays that of the failure.</param>
    public async Task<int> ExecuteAsync(
        JobRun requested, IReadOnlyDictionary<string, string>? secrets = null, bool rollbackOnFailure = false)
    {
        var run = await PerformAsync(requested, secrets);
        JobRun? rollback = null;
        if (rollbackOnFailure && run is { Status: RunStatus.Failed, RolledBackBy: null })
        {
            var undo = await Rollback.ReadAsync(ledger, run.RunId, call.Cancellation);
            rollback = await PerformAsync(await undo.RequestAsync(force: false, call.Cancellation), secrets);
            run = run with { RolledBackBy = rollback.Status == RunStatus.Succeeded ? rollback.RunId : null };
        }
        ShowOutcome(requested, run);
        if (rollback is not null)
            ShowUndo(run, rollback);
        return run.ExitCode;
    }

    /// <summary>Executes the run to its end without a word about the outcome.</summary>
    /// <param name="requested">The run.</param>
    /// <param name="secrets">Secret parameters by name; null for none.</param>
    /// <param name="stop">Stops the run; that of the call if left out.</param>
    public async Task<JobRun> PerformAsync(
        JobRun requested, IReadOnlyDictionary<string, string>? secrets = null, CancellationToken? stop = null)
    {
        if (!requested.IsFinished)
            call.Screen.Progress($"Run {requested.RunId} of {requested.JobName}" + requested switch
            {
                { Status: RunStatus.Scheduled, DueAt: { } due } => $" waits until {TimeWords.At(due)}",
                { ApprovalBy: { } until } => $" awaits approval until {TimeWords.At(until)}",
                { Attempt: > 0 } => " goes on where it stopped",
                _ => "",
            });
        ChildProcesses.Inherit();
        await using var powerShell = PowerShellFor(requested);
        try
        {
            var ended = await NewWorker(Leftovers, powerShell).ExecuteAsync(requested.RunId, secrets, stop ?? call.Cancellation);
            return ended with { Replayed = requested.Replayed };
        }
        catch (OperationCanceledException)
        {
            // What ran here was stopped and is written down; what had not begun here still stands in the ledger.
            call.Screen.Progress($"Run {requested.RunId} stays as it is, for a worker. To cancel it: jobops stop {requested.RunId}");
            throw;
        }
    }

    Worker NewWorker(Leftovers? leftovers, PowerShellHosts? powerShell) =>
        new(ledger, new() { ContainSteps = true }, Observer, powerShell: powerShell) { Leftovers = leftovers };

    void ShowOutcome(JobRun requested, JobRun run)
    {
        call.Screen.Show(run, _ => requested is { Replayed: true, IsFinished: true }
            ? $"Run {run.RunId} has this key already and {RunWords.Ended(run.Status)} " +
              $"{TimeWords.Ago(run.FinishedAt ?? run.ReadAt, run.ReadAt)}: " +
              "replayed, nothing was executed."
            : $"Run {run.RunId} {RunWords.Ended(run.Status)} after {TimeWords.Took(run.Duration)}.");
        if (run.Error is { } error)
            call.Screen.Show(error);
    }

    void ShowUndo(JobRun run, JobRun rollback)
    {
        call.Screen.Line(
            run.RolledBackBy is { } by ? $"Run {run.RunId} is undone, by run {by}." : $"Run {run.RunId} is not undone.");
        if (rollback.Error is { } error)
            call.Screen.Show(error);
    }
}
