namespace JobOps.Schedules;

/// <summary>A slot that has passed, and why it gets no run; null where it gets one.</summary>
public readonly record struct PassedSlot(DateTimeOffset Slot, MissedReason? Missed);

/// <summary>What is to be done with the slots of a schedule whose time has come.</summary>
/// <param name="Passed">They, in their order.</param>
/// <param name="Next">The slot after them; null where none comes.</param>
public sealed record SlotPlan(IReadOnlyList<PassedSlot> Passed, DateTimeOffset? Next)
{
    /// <summary>A slot that is scheduled no later than this is in time: nothing has to be caught up.</summary>
    public static TimeSpan OnTime { get; } = TimeSpan.FromMinutes(1);

    /// <summary>So many runs one pass makes at most; of more slots the newest.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>So many slots one pass looks at; the rest is for the next.</summary>
    public const int MostInOnePass = 10_000;

    /// <summary>So far slots are counted that were missed for one reason.</summary>
    public const int MostCounted = 100_000;

    /// <summary>The plan for all slots from <see cref="JobSchedule.NextSlot"/> on that are due.</summary>
    /// <param name="schedule">The schedule as it is stored.</param>
    /// <param name="slots">Its slots.</param>
    /// <param name="now">The database's clock.</param>
    public static SlotPlan Of(JobSchedule schedule, SlotSequence slots, DateTimeOffset now)
    {
        var delay = schedule.Delay();
        var due = new List<DateTimeOffset>();
        DateTimeOffset? next = null;
        if (schedule.NextSlot is { } first)
            foreach (var slot in slots.After(first.AddTicks(-1)))
            {
                if (slot + delay > now || due.Count == MostInOnePass)
                {
                    next = slot.ToUniversalTime();
                    break;
                }
                due.Add(slot.ToUniversalTime());
            }
        var isWhole = next is null || next + delay > now;
        var passed = new List<PassedSlot>(due.Count);
        for (var index = 0; index < due.Count; index++)
        {
            var newer = due.Count - 1 - index + (isWhole ? 0 : 1);
            passed.Add(new(due[index], Missed(schedule, now - due[index] - delay, newer)));
        }
        return new(passed, next);
    }

    /// <param name="schedule">The schedule.</param>
    /// <param name="late">How long ago the slot was due.</param>
    /// <param name="newer">How many slots that are due are newer.</param>
    static MissedReason? Missed(JobSchedule schedule, TimeSpan late, int newer)
    {
        var limit = schedule.CatchUp == CatchUp.None ? OnTime : schedule.CatchUpWithin ?? TimeSpan.MaxValue;
        // What is in time is in time, however short the limit is.
        if (late > OnTime && late > limit)
            return MissedReason.TooLate;
        if (schedule.CatchUp != CatchUp.All)
            return newer > 0 ? MissedReason.Superseded : null;
        return newer >= MostAtOnce ? MissedReason.TooMany : null;
    }
}
