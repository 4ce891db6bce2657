using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Wording;

/// <summary>Where a run stands and how it ended.</summary>
public static class RunWords
{
    /// <summary>The one thing about a run that its status does not say.</summary>
    public static string Note(JobRun run)
    {
        if (run.Replayed)
            return "replayed";
        if (run.RolledBackBy is { } by)
            return $"undone by {by}";
        if (run.IsAbandoned)
            return "worker is gone";
        if (run.ApprovalBy is { } until)
            return $"approve in {TimeWords.Age(until - run.ReadAt)}";
        if (run.Status == RunStatus.Scheduled && run.DueAt is not null)
            return $"{(run.Retries > 0 ? "retry" : "due")} {DueIn(run)}";
        if (run is { Status: RunStatus.Running, StopRequestedAt: not null })
            return "stopping";
        if (run.RollbackOf is { } undone)
            return $"undoes {undone}";
        if (run.Error is { } error)
            return error.Id;
        if (run is { Status: RunStatus.Queued, Attempt: 0 } && run.Queue != JobQueue.Default)
            return $"in queue {run.Queue}";
        return run.Attempt > 1 ? $"attempt {run.Attempt}" : "";
    }

    /// <summary>How long it waits still: <c>in 41 min</c>; empty where it is not known when it is due.</summary>
    public static string DueIn(JobRun run) => run.DueAt is { } due ? $"in {TimeWords.Age(due - run.ReadAt)}" : "";

    /// <summary>The queue of a run, and its priority where it was given one.</summary>
    public static string Queue(JobRun run) => run.Priority == 0 ? run.Queue : $"{run.Queue}, priority {run.Priority}";

    /// <summary>The parameters of a run, a line each.</summary>
    public static string Parameters(JobRun run) =>
        string.Join('\n', run.Parameters.Select(parameter => $"{parameter.Key} = {ParameterValues.Text(parameter.Value)}"));

    /// <summary>How an attempt ended, as the end of a sentence about it.</summary>
    public static string Ended(RunStatus status) => status switch
    {
        RunStatus.Succeeded => "succeeded",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "was stopped",
        RunStatus.Unknown => "has an unknown outcome",
        RunStatus.Scheduled => "failed and is tried again",
        RunStatus.Queued => "was given back",
        RunStatus.AwaitingApproval => "awaits approval",
        _ => "is running",
    };

    /// <summary>The same of an outcome; null stands for an attempt whose lease another worker has now.</summary>
    public static string Ended(RunOutcome? outcome) => outcome switch
    {
        null => "lost its lease",
        { RetryAfter: not null } => "failed",
        _ => Ended(outcome.Status),
    };

    /// <summary>When the next attempt follows, behind how this one ended; empty where none does.</summary>
    public static string Again(RunOutcome? outcome) =>
        outcome?.RetryAfter is { } pause ? $" and is tried again in {TimeWords.Took(pause)}" : "";

    /// <summary>How an attempt ended and whose it was: <c>1: was given back, by host/1/ab</c>.</summary>
    public static string Attempted(Attempt attempt) =>
        $"{attempt.Number}: {(Enum.TryParse<RunStatus>(attempt.Outcome, out var status) ? Ended(status) : Other(attempt))}, " +
        $"by {attempt.Worker}";

    /// <summary>So many runs: <c>1 run</c>, <c>12 runs</c>.</summary>
    public static string Count(int runs) => $"{runs} {(runs == 1 ? "run" : "runs")}";

    static string Other(Attempt attempt) => attempt.Outcome?.ToLowerInvariant() ?? "goes on";
}
