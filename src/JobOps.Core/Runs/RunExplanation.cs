using JobOps.Jobs;
using JobOps.Steps;

namespace JobOps.Runs;

/// <summary>Says in one sentence why a run is where it is.</summary>
public static class RunExplanation
{
    /// <param name="run">The run.</param>
    /// <param name="job">Its job as it is now; null where it is no longer registered.</param>
    /// <param name="steps">Its steps so far.</param>
    public static string Why(JobRun run, JobDefinition? job, IReadOnlyList<JobStep> steps)
    {
        var last = steps.LastOrDefault(step => !step.IsFinished) ?? steps.LastOrDefault();
        return run.Status switch
        {
            RunStatus.Queued when job is { Enabled: false } =>
                $"Queued: the job is disabled{Because(job.EnabledReason)}; what is queued already waits for a worker.",
            RunStatus.Queued when run.Attempt > 0 =>
                $"Queued again after attempt {run.Attempt}: no worker has claimed it yet.",
            RunStatus.Queued => $"Queued since {Age(run.ReadAt - run.RequestedAt)}: no worker has claimed it yet.",
            RunStatus.Running when run.IsAbandoned =>
                $"Abandoned at step '{last?.StepName ?? "(none)"}': worker {run.Worker} stopped renewing its lease " +
                $"{Age(run.ReadAt - run.LeaseExpiresAt!.Value)} ago; whoever claims it next goes on from there.",
            RunStatus.Running =>
                $"Running step '{last?.StepName ?? "(none yet)"}' for {Age(run.ReadAt - (last?.StartedAt ?? run.StartedAt ?? run.ReadAt))} " +
                $"on worker {run.Worker}, attempt {run.Attempt}.",
            RunStatus.Succeeded when run.RolledBackBy is { } by =>
                $"Succeeded, and was then undone by run {by}.",
            RunStatus.Succeeded => $"Succeeded: {steps.Count} steps in {Age(run.Duration ?? default)}.",
            RunStatus.Failed => $"Failed: {run.Error?.What} Expected {run.Error?.Expected}; found {run.Error?.Actual}." +
                                (run.RolledBackBy is { } undone ? $" Undone by run {undone}." : ""),
            RunStatus.Unknown => run.Error?.What ?? "Its outcome is unknown.",
            _ => run.Error?.What ?? "Stopped on request.",
        };
    }

    /// <summary>A length of time as people say it: <c>840 ms</c>, <c>12 s</c>, <c>3 min</c>, <c>5 h</c>, <c>2 d</c>.</summary>
    public static string Age(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{Math.Max(0, time.TotalMilliseconds):0} ms",
        { TotalMinutes: < 1 } => FormattableString.Invariant($"{time.TotalSeconds:0.#} s"),
        { TotalHours: < 1 } => $"{time.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{time.TotalHours:0} h",
        _ => $"{time.TotalDays:0} d",
    };

    static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "" : $" ({reason})";
}
