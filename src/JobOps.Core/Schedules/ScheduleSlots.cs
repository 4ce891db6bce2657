namespace JobOps.Schedules;

/// <summary>The slots of a schedule that somebody wants to see.</summary>
public static class ScheduleSlots
{
    /// <summary>So many are shown where nobody says how many.</summary>
    public const int Usual = 10;

    /// <summary>The slots of a year, or the next ones.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="year">A year in its zone; null for the time from now on.</param>
    /// <param name="count">So many at most; null for all of the year, and for <see cref="Usual"/> where there is no year.</param>
    /// <exception cref="Errors.JobOpsException">ScheduleInvalid</exception>
    public static IEnumerable<ScheduleSlot> Of(JobSchedule schedule, int? year, int? count)
    {
        var slots = SlotSequence.Of(schedule);
        if (year is not { } wanted)
            return slots.Detailed(schedule.ReadAt == default ? DateTimeOffset.UtcNow : schedule.ReadAt).Take(count ?? Usual);
        var clock = ZoneClock.Find(schedule.TimeZone)!;
        var (begin, end) = (clock.First(new(wanted, 1, 1), out _), clock.First(new(wanted + 1, 1, 1), out _));
        return slots.Detailed(begin.AddTicks(-1)).TakeWhile(slot => slot.At < end).Take(count ?? int.MaxValue);
    }
}
