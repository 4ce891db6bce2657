namespace JobOps.Schedules;

/// <summary>
/// The clocks of a time zone. Everything is asked as "which offset holds at this instant", which has one answer; what a local time
/// means is found out from that, also where an hour is skipped or comes twice.
/// </summary>
public sealed class ZoneClock(TimeZoneInfo zone)
{
    // No zone changes its clocks twice within so long, nor by more.
    static readonly TimeSpan s_around = TimeSpan.FromDays(1.5);

    /// <summary>The clocks of a zone by its IANA or its Windows name; null where this machine knows no such zone.</summary>
    public static ZoneClock? Find(string name) =>
        IanaName(name) is { } iana && TimeZoneInfo.TryFindSystemTimeZoneById(iana, out var zone) ? new(zone) : null;

    /// <summary>The IANA name of a zone; null where this machine knows no such zone.</summary>
    public static string? IanaName(string name)
    {
        // Windows knows a zone of this name as well, which converts to a longer one.
        if (name.Equals(JobSchedule.Utc, StringComparison.OrdinalIgnoreCase))
            return JobSchedule.Utc;
        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var iana))
            return iana;
        return name.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? zone.Id : null;
    }

    /// <summary>The names of all zones that this machine knows.</summary>
    public static IEnumerable<string> Names =>
        TimeZoneInfo.GetSystemTimeZones().Select(zone => IanaName(zone.Id)).OfType<string>().Append(JobSchedule.Utc).Distinct();

    /// <summary>What its clocks show at an instant, as an instant with their offset.</summary>
    public DateTimeOffset At(DateTimeOffset instant) => instant.ToOffset(Offset(instant));

    /// <summary>The instant at which its clocks show a time first; the end of the gap where they never do.</summary>
    /// <param name="local">A time on its clocks.</param>
    /// <param name="kind">Whether it is skipped, or comes twice.</param>
    public DateTimeOffset First(DateTime local, out SlotKind kind)
    {
        var asUtc = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc));
        var (before, after) = (Offset(asUtc - s_around), Offset(asUtc + s_around));
        var (early, late) = (asUtc - before, asUtc - after);
        var (isEarly, isLate) = (Offset(early) == before, Offset(late) == after);
        kind = (isEarly, isLate) switch
        {
            (true, true) when early < late => SlotKind.FirstOfTwo,
            (false, false) => SlotKind.AfterGap,
            _ => SlotKind.Usual,
        };
        return (isEarly, isLate) switch
        {
            (true, _) => At(early),
            (_, true) => At(late),
            // The clocks are put forward past it: between what it would be by the old and by the new offset.
            _ => At(Change(late, early)),
        };
    }

    /// <summary>Whether its clocks show at an instant what they show at another one, too, and whether it is the second.</summary>
    public SlotKind KindOf(DateTimeOffset instant)
    {
        var first = First(At(instant).DateTime, out var kind);
        return kind == SlotKind.FirstOfTwo && first != instant ? SlotKind.SecondOfTwo : kind;
    }

    /// <summary>The first instant after <paramref name="from"/> at which another offset holds than there; null where there is none up
    /// to <paramref name="to"/> that shows in the offset which holds then.</summary>
    public DateTimeOffset? ChangeBetween(DateTimeOffset from, DateTimeOffset to) =>
        Offset(from) == Offset(to) ? null : Change(from, to);

    // Offsets change at whole seconds.
    DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to)
    {
        var offset = Offset(from);
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (Offset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset)
                low = middle;
            else
                high = middle;
        }
        return DateTimeOffset.FromUnixTimeSeconds(high);
    }

    TimeSpan Offset(DateTimeOffset instant) => zone.GetUtcOffset(instant);
}
