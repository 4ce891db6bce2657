using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Runs;

/// <summary>Executes a run in this process, shows how it goes and how it ended.</summary>
sealed class RunExecution(ILedger ledger, Invocation call)
{
    /// <summary>Executes the run to its end and shows the outcome. Returns the exit code that stands for it.</summary>
    public async Task<int> ExecuteAsync(JobRun requested, IReadOnlyDictionary<string, string>? secrets = null)
    {
        var run = await PerformAsync(requested, secrets);
        ShowOutcome(requested, run);
        return run.ExitCode;
    }

    /// <summary>Executes the run to its end without a word about the outcome.</summary>
    public async Task<JobRun> PerformAsync(JobRun requested, IReadOnlyDictionary<string, string>? secrets = null)
    {
        if (!requested.IsFinished)
            call.Screen.Progress(requested.Attempt > 0
                ? $"Run {requested.RunId} of {requested.JobName} goes on where it stopped"
                : $"Run {requested.RunId} of {requested.JobName}");
        var ended = await NewWorker().ExecuteAsync(requested.RunId, secrets, call.Cancellation);
        return ended with { Replayed = requested.Replayed };
    }

    /// <summary>A worker whose progress this command shows.</summary>
    public Worker NewWorker() => new(ledger, observer: call.Screen.IsJson ? null : new ProgressLines(call.Screen));

    void ShowOutcome(JobRun requested, JobRun run)
    {
        call.Screen.Show(run, _ => requested is { Replayed: true, IsFinished: true }
            ? $"Run {run.RunId} has this key already and {Outcome(run)} {Look.Ago(run.FinishedAt ?? run.ReadAt, run.ReadAt)}: " +
              "replayed, nothing was executed."
            : $"Run {run.RunId} {Outcome(run)} after {Look.Took(run.Duration)}.");
        if (run.Error is { } error)
            call.Screen.Show(error);
    }

    static string Outcome(JobRun run) => run.Status switch
    {
        RunStatus.Succeeded => "succeeded",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "was stopped",
        RunStatus.Unknown => "has an unknown outcome",
        _ => $"is {run.Status.ToString().ToLowerInvariant()}",
    };
}
