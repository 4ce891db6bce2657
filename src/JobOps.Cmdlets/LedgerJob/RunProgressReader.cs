using System.Collections.Concurrent;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Says for a progress bar where a run of any process stands.</summary>
sealed class RunProgressReader(ILedger ledger)
{
    // A version of a definition never changes: how many steps it has is read once.
    readonly ConcurrentDictionary<(string Name, int Version), int> _stepCounts = new();

    /// <summary>Null for a run that has ended.</summary>
    /// <param name="run">As it was read just now.</param>
    /// <param name="lastLine">What it printed last; null for nothing.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<ProgressText?> ReadAsync(JobRun run, LogLine? lastLine, CancellationToken cancellation) => run.Status switch
    {
        RunStatus.AwaitingApproval => new($"Awaits approval until {TimeWords.At(run.ApprovalBy)}"),
        RunStatus.Scheduled when run.DueAt is { } due => new($"Due at {TimeWords.At(due)}"),
        RunStatus.Scheduled or RunStatus.Queued =>
            new($"Waits for a worker of queue '{run.Queue}'") { Since = Here(run.DueAt ?? run.RequestedAt, run) },
        RunStatus.Running => await ReadStepAsync(run, lastLine, cancellation) with { Since = Here(run.StartedAt ?? run.ReadAt, run) },
        _ => null,
    };

    async Task<ProgressText> ReadStepAsync(JobRun run, LogLine? lastLine, CancellationToken cancellation)
    {
        var steps = await ledger.Steps.GetAsync(run.RunId, cancellation);
        if (steps.Count == 0)
            return new($"Taken by worker {run.Worker}");
        var finished = steps.Count(step => step.IsFinished);
        var name = (steps.LastOrDefault(step => !step.IsFinished) ?? steps[^1]).StepName;
        var text = ProgressText.Step(Math.Min(finished + 1, steps.Count), await CountStepsAsync(run, cancellation), name);
        return lastLine?.StepName == name ? text with { Detail = lastLine.Text } : text;
    }

    /// <summary>0 where it is not known: a runbook declares its steps as it goes.</summary>
    async Task<int> CountStepsAsync(JobRun run, CancellationToken cancellation)
    {
        if (run.Kind != RunKind.Job)
            return 0;
        if (_stepCounts.TryGetValue((run.JobName, run.JobVersion), out var known))
            return known;
        var job = await ledger.Jobs.FindAsync(run.JobName, run.JobVersion, cancellation);
        return _stepCounts[(run.JobName, run.JobVersion)] = job?.Steps.Count ?? 0;
    }

    /// <summary>A moment of the database's clock, by the clock of this machine.</summary>
    static DateTimeOffset Here(DateTimeOffset moment, JobRun run) => DateTimeOffset.UtcNow - (run.ReadAt - moment);
}
