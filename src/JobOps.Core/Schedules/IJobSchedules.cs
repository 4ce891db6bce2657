using JobOps.Errors;

namespace JobOps.Schedules;

/// <summary>The schedules. Their slots become runs by <c>IRunRequests.EnqueueSlotsAsync</c>.</summary>
public interface IJobSchedules
{
    /// <summary>Makes a schedule, or changes one; what is so already changes nothing (<see cref="JobSchedule.Unchanged"/>). Its first
    /// slot is the first after now; slots that were due and not passed yet are written down as missed.</summary>
    /// <exception cref="JobOpsException">ScheduleInvalid, ScheduleOfJobFile, JobNotFound</exception>
    Task<JobSchedule> SetAsync(ScheduleEdit edit, CancellationToken cancellation = default);

    /// <summary>Null where there is none.</summary>
    Task<JobSchedule?> FindAsync(string name, CancellationToken cancellation = default);

    /// <summary>Those whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    /// <param name="namePattern">What the names match.</param>
    /// <param name="job">Of this job only; null for all.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<IReadOnlyList<JobSchedule>> GetAsync(
        string namePattern = "*", string? job = null, CancellationToken cancellation = default);

    /// <summary>Takes a schedule out of use; its runs, its missed slots and the journal stay.</summary>
    /// <exception cref="JobOpsException">ScheduleNotFound</exception>
    Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default);

    /// <summary>A suspended schedule has no runs. When it goes on, the slots of the meantime are written down as missed.</summary>
    /// <returns>False when it stood so already.</returns>
    /// <exception cref="JobOpsException">ScheduleNotFound</exception>
    Task<bool> SetSuspendedAsync(string name, bool suspended, string? reason, CancellationToken cancellation = default);

    /// <summary>Missed slots of the schedules whose names match, the newest first.</summary>
    Task<IReadOnlyList<MissedSlots>> GetMissedAsync(string namePattern = "*", int limit = 100, CancellationToken cancellation = default);

    /// <summary>What is due by the ledger's clock, the oldest first.</summary>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<DueSchedules> GetDueAsync(int limit, CancellationToken cancellation = default);

    /// <summary>Writes down why a schedule could not be passed, and has it tried again later, so that it is in nobody's way.</summary>
    Task PostponeAsync(string name, long revision, JobOpsError problem, TimeSpan delay, CancellationToken cancellation = default);
}

/// <summary>What is due, and when something will be.</summary>
/// <param name="Due">The schedules that are due.</param>
/// <param name="NextAt">When the next one is due; in the past where some are. Null where none ever is.</param>
/// <param name="Now">The ledger's clock.</param>
public sealed record DueSchedules(IReadOnlyList<JobSchedule> Due, DateTimeOffset? NextAt, DateTimeOffset Now);

/// <summary>What is asked of schedules in more than one place.</summary>
public static class JobSchedulesExtensions
{
    /// <exception cref="JobOpsException">ScheduleNotFound</exception>
    public static async Task<JobSchedule> RequireAsync(
        this IJobSchedules schedules, string name, CancellationToken cancellation = default) =>
        await schedules.FindAsync(name, cancellation) ?? throw new JobOpsException(Error.ScheduleNotFound(name));
}
