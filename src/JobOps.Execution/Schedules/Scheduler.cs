using System.Collections.Concurrent;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>
/// Makes runs of what schedules say. It keeps nothing and asks no clock but the ledger's, so any number of them may work on one
/// ledger, each may end at any time, and none has to know when it was last at work.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="trouble">Is told what keeps it from working; may be null.</param>
public sealed class Scheduler(ILedger ledger, Action<JobOpsError>? trouble = null)
{
    // So often it looks for what others have set meanwhile, and for a ledger that is away; what is due before that it knows.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    // Before a schedule that fails by itself is tried again, here or by a worker that can do what this one cannot.
    static readonly TimeSpan s_retry = TimeSpan.FromMinutes(1);

    // A page of what is due, and so many of it at once: a server has as many connections to give, and a file's writer commits together.
    const int AtOnce = 32;
    const int Page = 500;

    /// <summary>Passes what becomes due until it is stopped. Whatever happens, it goes on.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Rounds.RunAsync(() => PassAsync(stop), s_longestWait, "Schedules were not looked at.", trouble, stop);

    /// <summary>Passes all that is due now.</summary>
    /// <returns>How long nothing is due after that, at most a second.</returns>
    /// <exception cref="JobOpsException">The ledger does not answer, or does not let this process schedule.</exception>
    public async Task<TimeSpan> PassAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            var found = await ledger.Schedules.GetDueAsync(Page, cancellation);
            if (found.Due.Count == 0)
                return found.NextAt is { } next && next - found.Now is var until && until < s_longestWait
                    ? until > TimeSpan.Zero ? until : TimeSpan.Zero
                    : s_longestWait;
            await PassAsync(found.Due, cancellation);
        }
    }

    async Task PassAsync(IReadOnlyList<JobSchedule> due, CancellationToken cancellation)
    {
        var starter = new JobStarter(ledger);
        var ready = new List<(JobSchedule Schedule, RunRequest? Request, JobOpsError? Refusal)>(due.Count);
        foreach (var schedule in due)
            ready.Add(await PrepareAsync(starter, schedule, cancellation));
        // Several schedulers have found the same: they begin at different ends.
        var order = ready.ToArray();
        Random.Shared.Shuffle(order);
        var unanswered = new ConcurrentQueue<JobOpsException>();
        await Parallel.ForEachAsync(
            order, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (one, _) => await PassAsync(one.Schedule, one.Request, one.Refusal, unanswered, cancellation));
        if (unanswered.TryPeek(out var first))
            throw first;
    }

    /// <summary>What the slots of a schedule start, or why that is refused today: then they are missed for this reason.</summary>
    static async Task<(JobSchedule, RunRequest?, JobOpsError?)> PrepareAsync(
        JobStarter starter, JobSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            var request = await starter.PrepareAsync(
                new() { JobName = schedule.JobName, Parameters = schedule.Parameters, Environment = schedule.Environment }, cancellation);
            return (schedule, request, null);
        }
        catch (JobOpsException exception) when (!LedgerAnswer.IsMissing(exception.Error))
        {
            return (schedule, null, exception.Error);
        }
        catch (Exception exception) when (exception is not (JobOpsException or OperationCanceledException))
        {
            // A definition that cannot be read, for one.
            return (schedule, null, Error.Unexpected($"The job '{schedule.JobName}' was not started.", exception));
        }
    }

    async Task PassAsync(
        JobSchedule schedule, RunRequest? request, JobOpsError? refusal, ConcurrentQueue<JobOpsException> unanswered,
        CancellationToken cancellation)
    {
        try
        {
            await ledger.Requests.EnqueueSlotsAsync(schedule, request, refusal, cancellation);
        }
        catch (JobOpsException exception) when (LedgerAnswer.IsMissing(exception.Error))
        {
            // The slots are due as they were.
            unanswered.Enqueue(exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its own trouble: a time zone that this machine does not know, a row that cannot be read. The others go on.
            await PostponeAsync(schedule, exception, unanswered, cancellation);
        }
    }

    async Task PostponeAsync(
        JobSchedule schedule, Exception exception, ConcurrentQueue<JobOpsException> unanswered, CancellationToken cancellation)
    {
        var problem = exception is JobOpsException known
            ? known.Error
            : Error.Unexpected($"The schedule '{schedule.Name}' was not passed.", exception);
        try
        {
            await ledger.Schedules.PostponeAsync(schedule.Name, schedule.Revision, problem, s_retry, cancellation);
        }
        catch (JobOpsException failure)
        {
            unanswered.Enqueue(failure);
        }
    }
}
