using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>What clocks that are put forward or back make of a schedule within the next two years.</summary>
sealed class HostClock
{
    static readonly TimeSpan s_step = TimeSpan.FromDays(20);
    static readonly TimeSpan s_around = TimeSpan.FromHours(26);

    HostClock(bool changes, bool hasGap, bool hasSecond, bool isWholeHours) =>
        (Changes, HasGap, HasSecond, ChangesByHours) = (changes, hasGap, hasSecond, isWholeHours);

    /// <summary>The clocks are changed at all.</summary>
    public bool Changes { get; }
    /// <summary>A slot falls into a time that they skip.</summary>
    public bool HasGap { get; }
    /// <summary>A slot is due both times that they show its time.</summary>
    public bool HasSecond { get; }
    /// <summary>Every change is one of whole hours.</summary>
    public bool ChangesByHours { get; }

    public static HostClock Of(JobSchedule schedule, DateTimeOffset from)
    {
        var zone = ZoneClock.Find(schedule.TimeZone)!;
        var slots = SlotSequence.Of(schedule with { ExceptDate = [] });
        var (changes, hasGap, hasSecond, isWhole) = (false, false, false, true);
        var end = from.AddYears(2);
        for (var at = from; at < end; at += s_step)
        {
            if (zone.ChangeBetween(at, at + s_step) is not { } change)
                continue;
            changes = true;
            isWhole &= (zone.At(change).Offset - zone.At(change.AddSeconds(-1)).Offset).Ticks % TimeSpan.TicksPerHour == 0;
            foreach (var slot in slots.Detailed(change - s_around).TakeWhile(slot => slot.At < change + s_around))
            {
                hasGap |= slot.Kind == SlotKind.AfterGap;
                hasSecond |= slot.Kind == SlotKind.SecondOfTwo;
            }
        }
        return new(changes, hasGap, hasSecond, isWhole);
    }
}
