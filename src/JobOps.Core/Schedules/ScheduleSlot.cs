namespace JobOps.Schedules;

/// <summary>What the clocks of its zone make of a slot.</summary>
public enum SlotKind
{
    Usual,
    /// <summary>Its time does not exist on this day, because clocks are put forward: it is due right after the gap.</summary>
    AfterGap,
    /// <summary>Its time comes twice on this day, because clocks are put back: it is due the first time only.</summary>
    DoubledOnce,
    /// <summary>The first of two such times that are both due, as in every other hour.</summary>
    FirstOfTwo,
    /// <summary>The second of them.</summary>
    SecondOfTwo,
}

/// <summary>A due time of a schedule.</summary>
public sealed record ScheduleSlot
{
    /// <summary>The schedule; null for an expression that belongs to none.</summary>
    public string? Schedule { get; init; }
    /// <summary>As the clocks of the schedule's zone show it.</summary>
    public required DateTimeOffset At { get; init; }
    public SlotKind Kind { get; init; }
    /// <summary>The time that the clocks skip, where <see cref="Kind"/> is <see cref="SlotKind.AfterGap"/>; null elsewhere.</summary>
    public DateTime? Skipped { get; init; }
    /// <summary>The date is an exception of the schedule: nothing runs.</summary>
    public bool Excepted { get; init; }
    /// <summary>When a run would be enqueued: later than the slot by the schedule's part of its jitter.</summary>
    public DateTimeOffset DueAt { get; init; }
    /// <summary>The schedule in words; null where nobody has said them.</summary>
    public string? Words { get; init; }
    /// <summary>The time zone.</summary>
    public string TimeZone { get; init; } = JobSchedule.Utc;
}
