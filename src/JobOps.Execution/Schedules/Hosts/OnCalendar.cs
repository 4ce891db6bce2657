using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>Times as the <c>OnCalendar</c> of a timer of systemd has them.</summary>
static class OnCalendar
{
    static readonly string[] s_days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>The expression; null where none says it, and then a problem says why.</summary>
    public static string? Of(DueTimes times, List<string> problems)
    {
        var (days, weekdays) = (times.Days is null ? "*" : DueTimes.Field(times.Days, "..", format: "00"), times.Weekdays);
        var fromEnd = false;
        if (times.DaySign is { } sign)
        {
            if (DaysBeforeLast(sign) is { } before)
                (days, fromEnd) = ($"{before + 1:00}", true);
            else
                problems.Add($"day of month: '{sign}' is no day that systemd has");
        }
        if (times.WeekdaySign is { } ofMonth)
        {
            if (times.Days is not null || times.DaySign is not null)
                problems.Add($"day of week: '{ofMonth}' beside days of the month");
            else if (CronEntry.Nth(ofMonth) is { } nth)
                (days, weekdays) = ($"{nth.Days[0]:00}..{nth.Days[^1]:00}", [nth.Weekday]);
            else if (ofMonth.EndsWith('L') && DueTimes.Number(ofMonth.AsSpan(..^1)) is { } last)
                (days, weekdays, fromEnd) = ("07/1", [last % 7], true);
            else
                problems.Add($"day of week: '{ofMonth}' is no day that systemd has");
        }
        var months = times.Months is null ? "*" : DueTimes.Field(times.Months, "..", format: "00");
        var time = string.Join(
            ':', DueTimes.Field(times.Hours, "..", step => $"00/{step}", 24, "00"),
            DueTimes.Field(times.Minutes, "..", step => $"00/{step}", 60, "00"),
            DueTimes.Field(times.Seconds, "..", step => $"00/{step}", 60, "00"));
        var week = weekdays is null ? "" : $"{string.Join(',', weekdays.Select(day => s_days[day]))} ";
        return $"{week}*-{months}{(fromEnd ? "~" : "-")}{days} {time} {times.TimeZone}";
    }

    /// <summary>0 for the last day, 2 for the one two days before; null for another sign.</summary>
    static int? DaysBeforeLast(string sign) =>
        sign == "L" ? 0 : sign.StartsWith("L-", StringComparison.Ordinal) ? DueTimes.Number(sign.AsSpan(2..)) : null;

    /// <summary>The times as they can be said in UTC, so that they go by the hours that pass; null where they go by the clocks.</summary>
    public static DueTimes? InUtc(DueTimes times, HostClock clock)
    {
        if (times.Hours is not null || !times.OnEachDay || !clock.Changes || !clock.ChangesByHours)
            return null;
        var ahead = (int)(ZoneClock.Find(times.TimeZone)!.At(DateTimeOffset.UtcNow).Offset.TotalMinutes % 60 + 60) % 60;
        return times with
        {
            Minutes = times.Minutes?.Select(minute => (minute - ahead + 60) % 60).Order().ToList(), TimeZone = JobSchedule.Utc,
        };
    }
}
