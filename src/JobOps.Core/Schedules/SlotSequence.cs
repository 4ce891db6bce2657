using JobOps.Errors;

namespace JobOps.Schedules;

/// <summary>
/// The slots of a schedule, in their order. What names hours goes by the clocks on the wall: a time that they skip is due once, right
/// after the gap, and a time that they show twice is due once, the first time. What is due in every hour goes by the hours that
/// really pass, and so do intervals.
/// </summary>
public sealed class SlotSequence
{
    readonly JobSchedule _schedule;
    readonly ICron? _cron;
    readonly ZoneClock _clock;
    readonly bool _inEveryHour;
    readonly HashSet<DateOnly> _except;

    SlotSequence(JobSchedule schedule, ICron? cron, ZoneClock clock)
    {
        (_schedule, _cron, _clock) = (schedule, cron, clock);
        _inEveryHour = cron is { Fields: [.., var hours, _, _, _] } && hours == "*";
        _except = [.. schedule.ExceptDate];
    }

    /// <exception cref="JobOpsException">ScheduleInvalid, also where this machine does not know the time zone</exception>
    public static SlotSequence Of(JobSchedule schedule)
    {
        ScheduleRules.Require(schedule);
        return new(schedule, schedule.Cron is { } cron ? CronReader.Instance.Read(cron) : null, ZoneClock.Find(schedule.TimeZone)!);
    }

    /// <summary>The slots after an instant, without end where the schedule has none.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset instant) =>
        Detailed(instant).Where(slot => !slot.Excepted).Select(slot => slot.At);

    /// <summary>The next slot after an instant; null where none comes.</summary>
    public DateTimeOffset? Next(DateTimeOffset instant)
    {
        foreach (var slot in After(instant))
            return slot.ToUniversalTime();
        return null;
    }

    /// <summary>The same with all that can be said about each, and with those that are excepted.</summary>
    public IEnumerable<ScheduleSlot> Detailed(DateTimeOffset after) =>
        _cron is null ? OfInterval(after) : _inEveryHour ? OfEveryHour(after) : OfWallClock(after);

    IEnumerable<ScheduleSlot> OfInterval(DateTimeOffset after)
    {
        var every = _schedule.Every!.Value.Ticks;
        var since = (after - DateTimeOffset.UnixEpoch).Ticks;
        var last = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / every;
        for (var slot = (long)Math.Floor((decimal)since / every) + 1; slot < last; slot++)
        {
            var at = DateTimeOffset.UnixEpoch.AddTicks(slot * every);
            yield return Slot(at, _clock.KindOf(at));
        }
    }

    IEnumerable<ScheduleSlot> OfWallClock(DateTimeOffset after)
    {
        var last = after;
        var local = _cron!.Next(_clock.At(after).DateTime, inclusive: true);
        for (; local is { } time; local = _cron.Next(time, inclusive: false))
        {
            var at = _clock.First(time, out var kind);
            // The clocks show the second of a doubled hour, or several times were skipped at once.
            if (at <= last)
                continue;
            last = at;
            yield return Slot(
                at, kind == SlotKind.FirstOfTwo ? SlotKind.DoubledOnce : kind, kind == SlotKind.AfterGap ? time : null);
        }
    }

    // From one change of the clocks to the next they show each time once.
    IEnumerable<ScheduleSlot> OfEveryHour(DateTimeOffset after)
    {
        var (from, inclusive) = (after, false);
        while (true)
        {
            var shown = _clock.At(from);
            if (_cron!.Next(shown.DateTime, inclusive) is not { } local)
                yield break;
            var at = new DateTimeOffset(local, shown.Offset);
            if (_clock.ChangeBetween(from, at) is { } change && change > from)
            {
                (from, inclusive) = (change, true);
                continue;
            }
            yield return Slot(at, _clock.KindOf(at));
            (from, inclusive) = (at, false);
        }
    }

    ScheduleSlot Slot(DateTimeOffset at, SlotKind kind, DateTime? skipped = null)
    {
        var shown = _clock.At(at);
        return new()
        {
            Schedule = _schedule.Name.Length > 0 ? _schedule.Name : null,
            At = shown,
            Kind = kind,
            Skipped = skipped,
            Excepted = _except.Contains(DateOnly.FromDateTime(skipped ?? shown.DateTime)),
            DueAt = at.ToUniversalTime() + _schedule.Delay(),
            TimeZone = _schedule.TimeZone,
        };
    }
}
