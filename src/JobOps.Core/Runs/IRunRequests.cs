using JobOps.Errors;
using JobOps.Schedules;

namespace JobOps.Runs;

/// <summary>What callers want of runs: start, restart, stop, write down.</summary>
public interface IRunRequests
{
    /// <summary>One row for each request, all or none of them; or the run that the same idempotency key brought before
    /// (<see cref="JobRun.Replayed"/>). In the order of the requests.</summary>
    /// <exception cref="JobOpsException">RequestInvalid, IdempotencyKeyReused, RunUndone, JobNotFound, JobDisabled,
    /// OverlapSkipped, OverlapInBatch, RunStillActive</exception>
    Task<IReadOnlyList<JobRun>> EnqueueAsync(IReadOnlyList<RunRequest> requests, CancellationToken cancellation = default);

    /// <summary>
    /// Passes the slots of a schedule that are due by the ledger's clock, all of it or nothing: each gets a run whose idempotency key is
    /// the slot, or a row that says why it has none (<see cref="SlotPlan"/>), and the schedule goes on to its next slot.
    /// </summary>
    /// <param name="due">The schedule as <see cref="IJobSchedules.GetDueAsync"/> gave it.</param>
    /// <param name="request">What each slot starts; null where that is refused.</param>
    /// <param name="refusal">Why it is refused; null where it is not.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The runs; null where somebody else has passed them, or changed the schedule, meanwhile.</returns>
    Task<IReadOnlyList<JobRun>?> EnqueueSlotsAsync(
        JobSchedule due, RunRequest? request, JobOpsError? refusal, CancellationToken cancellation = default);

    /// <summary>
    /// Puts a finished, unsuccessful run back into the queue; it goes on at its first unfinished step, or at the one that
    /// is named. One that waits or runs comes back as it is: the next claim goes on with it.
    /// </summary>
    /// <exception cref="JobOpsException">RunNotFound, RunNotRestartable, StepOutcomeUnknown, StepNotFound,
    /// StepRunsOnce</exception>
    Task<JobRun> RestartAsync(RestartRequest request, CancellationToken cancellation = default);

    /// <summary>Cancels a run that waits or whose worker is gone; asks the worker of a running one to stop it.</summary>
    /// <exception cref="JobOpsException">RunNotFound, RunNotStoppable</exception>
    Task<JobRun> StopAsync(long runId, string? reason, CancellationToken cancellation = default);

    /// <summary>
    /// Writes a run that was executed while the ledger did not answer, as it ended: all of it or nothing. One that is there
    /// already comes back as <see cref="JobRun.Replayed"/>.
    /// </summary>
    /// <exception cref="JobOpsException">JobNotFound</exception>
    Task<JobRun> RecordAsync(RecordedRun record, CancellationToken cancellation = default);
}
