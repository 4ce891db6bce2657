using JobOps.Approvals;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;
using JobOps.Workers;

namespace JobOps.Execution;

/// <summary>Says in a sentence or two why a run is where it is.</summary>
/// <param name="run">The run.</param>
/// <param name="job">Its job as it is now; null where it is no longer registered.</param>
/// <param name="steps">Its steps so far.</param>
/// <param name="queue">Its queue.</param>
/// <param name="running">What runs in the ledger.</param>
/// <param name="workers">Who could execute it.</param>
/// <param name="approval">What it awaits; null where it awaits no approval.</param>
public sealed class RunExplanation(
    JobRun run, JobDefinition? job, IReadOnlyList<JobStep> steps, JobQueue? queue, IReadOnlyList<JobRun> running,
    IReadOnlyList<JobWorker> workers,
    RunApproval? approval = null)
{
    readonly JobStep? _last = steps.LastOrDefault(step => !step.IsFinished) ?? steps.LastOrDefault();

    /// <summary>Reads what there is to know about a run, and says why it is where it is.</summary>
    public static async Task<string> WhyAsync(ILedger ledger, JobRun run, CancellationToken cancellation = default)
    {
        var waits = run.Status is RunStatus.Queued or RunStatus.Scheduled;
        var explanation = new RunExplanation(
            run,
            await ledger.Jobs.FindAsync(run.JobName, version: null, cancellation),
            await ledger.Steps.GetAsync(run.RunId, cancellation),
            waits ? (await ledger.Queues.GetAsync(run.Queue, cancellation)).FirstOrDefault() : null,
            waits ? await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Running] }, cancellation) : [],
            waits ? await ledger.Workers.GetAsync(cancellation) : [],
            run.Status == RunStatus.AwaitingApproval ? await ledger.Approvals.FindAsync(run.RunId, cancellation) : null);
        return explanation.Why();
    }

    /// <summary>The sentence.</summary>
    public string Why() => run.Status switch
    {
        RunStatus.AwaitingApproval =>
            $"Awaits approval by {Approvers}; {run.RequestedBy} has asked for it. It is denied at {TimeWords.Utc(run.ApprovalBy)}.",
        RunStatus.Scheduled when run.Retries > 0 =>
            $"Waits for attempt {run.Attempt + 1} until {TimeWords.Utc(run.DueAt)}, because attempt {run.Attempt} failed: " +
            $"{run.Error?.Actual}.",
        RunStatus.Scheduled => $"Scheduled for {TimeWords.Utc(run.DueAt)}.",
        RunStatus.Queued => $"Queued {Waiting}: {Obstacle()}.",
        RunStatus.Running when run.IsAbandoned =>
            $"Abandoned at step '{_last?.StepName ?? "(none)"}': worker {run.Worker} stopped renewing its lease " +
            $"{TimeWords.Took(run.ReadAt - run.LeaseExpiresAt!.Value)} ago; whoever claims it next goes on from there.",
        RunStatus.Running =>
            $"Running step '{_last?.StepName ?? "(none yet)"}' " +
            $"for {TimeWords.Took(run.ReadAt - (_last?.StartedAt ?? run.StartedAt ?? run.ReadAt))} " +
            $"on worker {run.Worker}, attempt {run.Attempt}.{StopWanted}",
        RunStatus.Succeeded when run.RolledBackBy is { } by => $"Succeeded, and was then undone by run {by}.",
        RunStatus.Succeeded => $"Succeeded: {steps.Count} steps in {TimeWords.Took(run.Duration ?? default)}.",
        RunStatus.Failed =>
            $"Failed{Tries}: {run.Error?.What} Expected {run.Error?.Expected}; found {run.Error?.Actual}." +
            (run.RolledBackBy is { } undone ? $" Undone by run {undone}." : ""),
        RunStatus.Unknown => run.Error?.What ?? "Its outcome is unknown.",
        _ when run.Error is { Kind: ErrorKind.NotPermitted } refused =>
            $"{refused.What} Expected {refused.Expected}; found {refused.Actual}.",
        _ => run.Error is { } error ? $"{error.What} It was {error.Actual}." : "Stopped on request.",
    };

    string Approvers => approval is { Approvers: { Count: > 0 } lists }
        ? string.Join(", and by ", lists.Select(names => string.Join(" or ", names)))
        : "somebody else";

    string Waiting => run.Attempt > 0
        ? $"again after attempt {run.Attempt}"
        : $"for {TimeWords.Took(run.ReadAt - (run.DueAt > run.RequestedAt ? run.DueAt.Value : run.RequestedAt))}";

    string Tries => run.Retries > 0 ? $" after {run.Retries + 1} tries" : "";

    string StopWanted => run.StopRequestedAt is { } asked ? $" It was asked to stop {TimeWords.Took(run.ReadAt - asked)} ago." : "";

    /// <summary>What keeps a queued run from being claimed; the first that is true, in the order in which a claim looks.</summary>
    string Obstacle()
    {
        if (queue is { Paused: true })
            return $"queue '{queue.Name}' is paused by {queue.PausedBy}{TimeWords.Because(queue.PausedReason)}";
        if (job is { Enabled: false } && run.Kind != RunKind.Rollback)
            return $"job '{job.Name}' is disabled{(job.EnabledBy is { } by ? $" by {by}" : "")}{TimeWords.Because(job.EnabledReason)}";
        var sameJob = running.Where(other => IsJob(other.JobName)).ToList();
        if (job?.RunLimit is { } limit && sameJob.Count >= limit)
            return $"job '{job.Name}' runs {limit} at a time, and {Unfinished(sameJob)}";
        var sameQueue = running.Where(other => IsQueue(other.Queue)).ToList();
        if (queue?.Concurrency is { } most && sameQueue.Count >= most)
            return $"queue '{queue.Name}' runs {most} at a time, and {Unfinished(sameQueue)}";
        if (run.Needs == RunNeed.Session)
            return "it is executed by the session that asked for it, or by workers after Restart-JobRun";
        var alive = workers.Where(worker => worker.Status == WorkerStatus.Alive && Serves(worker)).ToList();
        var serving = alive.Where(worker => worker.Meets >= run.Needs).ToList();
        return serving switch
        {
            [] when run.Needs == RunNeed.PowerShell => $"it needs a worker with PowerShell for queue '{run.Queue}'; none is alive",
            [] => $"no worker is alive that serves queue '{run.Queue}'",
            [var worker] => $"worker {worker.Worker} serves its queue and has not claimed it yet",
            _ => $"{serving.Count} workers serve its queue and none has claimed it yet",
        };
    }

    bool Serves(JobWorker worker) => worker.Queues.Count == 0 || worker.Queues.Any(IsQueue);

    bool IsJob(string name) => string.Equals(name, run.JobName, StringComparison.OrdinalIgnoreCase);

    bool IsQueue(string name) => string.Equals(name, run.Queue, StringComparison.OrdinalIgnoreCase);

    static string Unfinished(List<JobRun> runs) => runs is [var one]
        ? $"run {one.RunId} has not ended{(one.Worker is { } worker ? $" on worker {worker}" : "")}"
        : $"runs {string.Join(", ", runs.Take(3).Select(other => other.RunId))}{(runs.Count > 3 ? " …" : "")} have not ended";
}
