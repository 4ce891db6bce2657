namespace JobOps.Schedules;

/// <summary>Why a slot has no run.</summary>
public enum MissedReason
{
    /// <summary>Nobody scheduled it in time, and the schedule catches up none, or none that is so old.</summary>
    TooLate,
    /// <summary>A newer slot was due as well, and the schedule does not catch up all.</summary>
    Superseded,
    /// <summary>More slots were to be caught up than are at once: see <see cref="SlotPlan.MostAtOnce"/>.</summary>
    TooMany,
    /// <summary>The schedule was suspended.</summary>
    Suspended,
    /// <summary>The schedule was set anew after the slot was due and before anybody scheduled it.</summary>
    Changed,
    /// <summary>A run of the job had not ended, and the job skips what overlaps.</summary>
    Overlap,
    /// <summary>The start was refused: the job is disabled or gone, a parameter does not fit, an environment is missing.</summary>
    Refused,
}

/// <summary>Slots that followed each other and have no run, for one reason.</summary>
public sealed record MissedSlots
{
    public required long MissedId { get; init; }
    public required string Schedule { get; init; }
    public required string JobName { get; init; }
    public required DateTimeOffset FirstSlot { get; init; }
    /// <summary>The last of them; the same as the first where it is one.</summary>
    public required DateTimeOffset LastSlot { get; init; }
    /// <summary>How many they are; counted up to <see cref="SlotPlan.MostCounted"/>.</summary>
    public required int Slots { get; init; }
    public required MissedReason Reason { get; init; }
    /// <summary>What was found; null where the reason says all.</summary>
    public string? Detail { get; init; }
    /// <summary>When the last of them was written down.</summary>
    public DateTimeOffset WrittenAt { get; init; }
}
