using System.Collections.Concurrent;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Says as a progress bar where a run of any process stands.</summary>
sealed class RunProgressReader(ILedger ledger)
{
    // A version of a definition never changes: how many steps it has is read once.
    readonly ConcurrentDictionary<(string Name, int Version), int> _stepCounts = new();

    /// <summary>Null for a run that has ended.</summary>
    public async Task<ProgressRecord?> ReadAsync(JobRun run, CancellationToken cancellation) => run.Status switch
    {
        RunStatus.Scheduled when run.DueAt is { } due => Bar(run, $"Due at {View.At(due)}"),
        RunStatus.Scheduled or RunStatus.Queued => Bar(run, $"Waits for a worker of queue '{run.Queue}'"),
        RunStatus.Running => await ReadStepAsync(run, cancellation),
        _ => null,
    };

    async Task<ProgressRecord> ReadStepAsync(JobRun run, CancellationToken cancellation)
    {
        var steps = await ledger.GetStepsAsync(run.RunId, cancellation);
        if (steps.Count == 0)
            return Bar(run, $"Taken by worker {run.Worker}");
        var finished = steps.Count(step => step.IsFinished);
        var name = (steps.LastOrDefault(step => !step.IsFinished) ?? steps[^1]).StepName;
        var number = Math.Min(finished + 1, steps.Count);
        var count = await CountStepsAsync(run, cancellation);
        return count == 0
            ? Bar(run, $"Step {number}: {name}")
            : Bar(run, $"Step {number} of {count}: {name}", Math.Clamp(100 * finished / count, 0, 100));
    }

    /// <summary>0 where nobody knows: a runbook declares its steps as it goes.</summary>
    async Task<int> CountStepsAsync(JobRun run, CancellationToken cancellation)
    {
        if (run.Kind != RunKind.Job)
            return 0;
        if (_stepCounts.TryGetValue((run.JobName, run.JobVersion), out var known))
            return known;
        var job = await ledger.FindJobAsync(run.JobName, run.JobVersion, cancellation);
        return _stepCounts[(run.JobName, run.JobVersion)] = job?.Steps.Count ?? 0;
    }

    static ProgressRecord Bar(JobRun run, string status, int percent = -1) =>
        new(RunProgress.ActivityId(run), RunProgress.Activity(run), status) { PercentComplete = percent };
}
