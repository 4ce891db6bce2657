using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;
using JobOps.Workers;

namespace JobOps.Execution;

/// <summary>
/// What dead workers have left of a job: runs that say Running and whose lease has expired, and runs that wait while nobody
/// lives who would claim them. Another worker would take them up; a host may have none, and then whoever starts the job and
/// executes it there takes them up first, or ends them where nobody can go on with them. So no run stands in the way for ever.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="execute">Executes a run to its end, in this process.</param>
/// <param name="tell">Is told in a sentence what was found and what became of it.</param>
public sealed class Leftovers(ILedger ledger, Func<StartedRun, CancellationToken, Task<JobRun>> execute, Action<string> tell)
{
    static readonly Dictionary<string, string> s_noSecrets = [];

    /// <summary>How long a run that waits may have to be claimed by somebody: a lease, unless it is said otherwise.</summary>
    public TimeSpan Patience { get; init; } = new WorkerOptions().Lease;

    /// <summary>Brings to an end what was left of a job, before a run of it is requested.</summary>
    /// <param name="job">The job.</param>
    /// <param name="key">The idempotency key of the request: a run that has it comes back to who asks, and goes on as that.</param>
    /// <param name="cancellation">Stops what goes on here.</param>
    public async Task TakeUpAsync(JobDefinition job, string? key, CancellationToken cancellation)
    {
        var live = await LiveAsync(job, cancellation);
        if (await WorkerName.ReleaseGoneAsync(ledger, live.Where(run => run.Status == RunStatus.Running), cancellation))
            live = await LiveAsync(job, cancellation);
        var isFull = job.RunLimit <= live.Count(run => run.Status == RunStatus.Running && !run.IsAbandoned);
        // Those that hold a place go first.
        foreach (var run in live.OrderByDescending(run => run.IsAbandoned).ThenBy(run => run.RunId))
        {
            if (key is not null && run.IdempotencyKey == key)
                continue;
            if (run.IsAbandoned || (run.RollbackOf is not null || !isFull) && await IsForgottenAsync(run, cancellation))
                await TakeUpAsync(run, job, cancellation);
        }
    }

    /// <summary>Brings to an end what holds the place that a run waits for.</summary>
    /// <returns>False where nothing of the kind was found.</returns>
    public async Task<bool> ClearWayAsync(JobRun waiting, CancellationToken cancellation)
    {
        if (waiting.Status != RunStatus.Queued)
            return false;
        var running = await RunningAsync(cancellation);
        if (await WorkerName.ReleaseGoneAsync(ledger, running.Where(run => IsInTheWay(run, waiting)), cancellation))
            running = await RunningAsync(cancellation);
        var abandoned = running.Where(run => run.IsAbandoned && IsInTheWay(run, waiting)).ToList();
        var any = false;
        foreach (var run in abandoned)
            if (await ledger.Jobs.FindAsync(run.JobName, version: null, cancellation) is { } job
                && (run.RollbackOf is null || job.RunLimit is not null))
                any |= await TakeUpAsync(run, job, cancellation);
        return any;
    }

    Task<IReadOnlyList<JobRun>> LiveAsync(JobDefinition job, CancellationToken cancellation) => ledger.Runs.GetAsync(
        new() { JobName = job.Name, Statuses = [RunStatus.Running, RunStatus.Queued, RunStatus.Scheduled] }, cancellation);

    Task<IReadOnlyList<JobRun>> RunningAsync(CancellationToken cancellation) =>
        ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Running] }, cancellation);

    static bool IsInTheWay(JobRun run, JobRun waiting) =>
        string.Equals(run.JobName, waiting.JobName, StringComparison.OrdinalIgnoreCase)
        || string.Equals(run.Queue, waiting.Queue, StringComparison.OrdinalIgnoreCase);

    async Task<bool> TakeUpAsync(JobRun run, JobDefinition job, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (run.RollbackOf is { } undone)
            return await TellOfRollbackAsync(run, undone, job, cancellation);
        // What an operator keeps from running stays where it is.
        if (!job.Enabled || (await ledger.Queues.GetAsync(run.Queue, cancellation)).Any(queue => queue.Paused))
            return false;
        var left = run.IsAbandoned
            ? $"Run {run.RunId} of {run.JobName} was left by worker {run.Worker}, which is gone"
            : $"Run {run.RunId} of {run.JobName} waits, and no worker is alive that would execute it";
        if (job.Overlap == Overlap.StopExisting)
            return await EndAsync(run, left, "a newer run of the job was started", cancellation);
        if (run.Needs == RunNeed.Session)
            // It goes on where somebody asks for it, with its key or by its number, and is not under way for ever until then.
            return await EndAsync(run, left, "the script of a runbook does not begin again by itself", cancellation);
        tell($"{left}: it goes on here first.");
        try
        {
            var version = await ledger.Jobs.RequireAsync(run, cancellation);
            var ended = await execute(new(run, version, s_noSecrets), cancellation);
            cancellation.ThrowIfCancellationRequested();
            tell($"Run {run.RunId} {RunWords.Ended(ended.Status)}{(ended.Error is { } error ? $": {error.What}" : ".")}");
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.ParameterMissing))
        {
            await EndAsync(run, left, "its secrets are not stored, so nobody can go on with it unasked", cancellation);
        }
        return true;
    }

    /// <summary>Whoever wanted the undo has to say whether it still is wanted; until then it must not keep the job from running.</summary>
    async Task<bool> TellOfRollbackAsync(JobRun run, long undone, JobDefinition job, CancellationToken cancellation)
    {
        var left = $"The rollback of run {undone}, run {run.RunId}, " + (run.IsAbandoned
            ? $"was left by worker {run.Worker}, which is gone"
            : "waits, and no worker is alive that would execute it");
        var rest = $"run {undone} is not undone, or half; to go on with that, roll it back again";
        if (run.IsAbandoned && job.RunLimit is not null)
            return await EndAsync(run, left, $"no other run of the job could begin before its end ({rest})", cancellation);
        tell($"{left}: {rest}.");
        return false;
    }

    /// <summary>Cancelled, so that an operator can still go on with it.</summary>
    async Task<bool> EndAsync(JobRun run, string left, string reason, CancellationToken cancellation)
    {
        try
        {
            await ledger.Requests.StopAsync(run.RunId, reason, cancellation);
            tell($"{left}: it is cancelled, because {reason}.");
            return true;
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.RunNotStoppable))
        {
            // Somebody else has brought it to its end meanwhile.
            return true;
        }
    }

    /// <summary>It could have been claimed for long enough, and nobody lives who serves its queue.</summary>
    async Task<bool> IsForgottenAsync(JobRun run, CancellationToken cancellation)
    {
        var due = run.DueAt > run.RequestedAt ? run.DueAt.Value : run.RequestedAt;
        var since = run.ClaimedAt > due ? run.ClaimedAt.Value : due;
        if (run.ReadAt - since < Patience)
            return false;
        return !(await ledger.Workers.GetAsync(cancellation)).Any(worker => worker.Status == WorkerStatus.Alive && worker.Meets >= run.Needs
            && (worker.Queues.Count == 0 || worker.Queues.Contains(run.Queue, StringComparer.OrdinalIgnoreCase)));
    }
}
