using JobOps.Runs;

namespace JobOps.Outbox;

/// <summary>What can have happened that somebody has to see to.</summary>
public enum OutboxEventKind
{
    /// <summary>A run has ended: for good, or until an operator says how.</summary>
    RunEnded,
    /// <summary>A worker has taken over a run whose worker had stopped renewing its lease.</summary>
    LeaseLost,
    ApprovalWanted,
    /// <summary>A slot of a schedule has no run.</summary>
    SlotMissed,
    /// <summary>What was to follow a run was refused.</summary>
    ContinuationRefused,
    /// <summary>The journal is not as it was written.</summary>
    JournalBroken,
}

/// <summary>
/// Something that has happened, written down in the transaction in which it happened, until somebody has seen to what follows.
/// </summary>
public sealed record OutboxEvent
{
    public required long EventId { get; init; }
    public required OutboxEventKind Kind { get; init; }
    public long? RunId { get; init; }
    /// <summary>How the run had ended then; it may have been restarted since.</summary>
    public RunStatus? Status { get; init; }
    /// <summary>Of the run, then.</summary>
    public int Attempt { get; init; }
    /// <summary>More about it, by the kind; null for nothing.</summary>
    public string? Data { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>The data of <see cref="OutboxEventKind.ContinuationRefused"/>.</summary>
/// <param name="JobName">What was to be started.</param>
/// <param name="Error">Why it was not.</param>
public sealed record RefusedContinuation(string JobName, Errors.JobOpsError Error);

/// <summary>The data of <see cref="OutboxEventKind.SlotMissed"/>.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="JobName">Its job.</param>
/// <param name="FirstSlot">The first of the slots.</param>
/// <param name="Slots">How many they are.</param>
/// <param name="Reason">Why the last of them has no run.</param>
/// <param name="Detail">What was found; empty where the reason says all.</param>
public sealed record MissedOfSchedule(
    string Schedule, string JobName, DateTimeOffset FirstSlot, int Slots, Schedules.MissedReason Reason, string Detail);
