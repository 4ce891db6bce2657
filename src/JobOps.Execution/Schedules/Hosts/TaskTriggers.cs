using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>The triggers of a task of the Task Scheduler of Windows.</summary>
static class TaskTriggers
{
    public static readonly XNamespace Schema = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    /// <summary>So many a task may have.</summary>
    const int Most = 48;

    // It repeats nothing more often, and a trigger begins at some day, which is over.
    static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(1);
    static readonly TimeSpan s_longest = TimeSpan.FromDays(31);
    static readonly DateTime s_begin = new(2026, 1, 1);

    static readonly string[] s_weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    static readonly string[] s_months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12)];

    /// <summary>The triggers; what none can say is a problem.</summary>
    public static IReadOnlyList<XElement> Of(JobSchedule schedule, TimeZoneInfo host, List<string> problems)
    {
        if (schedule.Every is { } every)
            return Interval(every, problems);
        var times = DueTimes.Of(schedule)[0];
        if (!IsOfHost(times.TimeZone, host))
            problems.Add($"time zone: a task goes by the clocks of the host ({host.Id}), and these are times of {times.TimeZone}");
        var days = Days(times, problems);
        var starts = Starts(times, problems);
        if (starts.Count * days.Count > Most)
            problems.Add($"times: {starts.Count * days.Count} triggers would be needed, and a task has {Most} at most");
        return problems.Count > 0
            ? []
            : [.. from start in starts from day in days select Trigger("CalendarTrigger", start.At, start.Repetition, new XElement(day))];
    }

    static bool IsOfHost(string zone, TimeZoneInfo host) =>
        ZoneClock.IanaName(host.Id) == zone
        || (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var other) && other.HasSameRules(host));

    /// <summary>Counted from the same moment as the ledger does, so that its slots are the same.</summary>
    static IReadOnlyList<XElement> Interval(TimeSpan every, List<string> problems)
    {
        if (every < s_shortest || every > s_longest)
        {
            problems.Add($"every: a task is repeated each minute at most, and in 31 days at least, not each {TimeWords.Took(every)}");
            return [];
        }
        var slots = (s_begin - DateTime.UnixEpoch).Ticks / every.Ticks;
        // It is UTC, and stays so.
        return [Trigger("TimeTrigger", DateTime.UnixEpoch.AddTicks(slots * every.Ticks), Repetition(every, null))];
    }

    static XElement Trigger(string kind, DateTime begin, XElement? repetition, params object[] more) => new(
        Schema + kind,
        new XElement(Schema + "Enabled", "true"),
        new XElement(Schema + "StartBoundary",
            begin.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + (begin.Kind == DateTimeKind.Utc ? "Z" : "")),
        repetition,
        more);

    static XElement Repetition(TimeSpan every, TimeSpan? during) => new(
        Schema + "Repetition",
        new XElement(Schema + "Interval", XmlConvert.ToString(every)),
        during is { } length ? new XElement(Schema + "Duration", XmlConvert.ToString(length)) : null,
        new XElement(Schema + "StopAtDurationEnd", "false"));

    /// <summary>When it begins on a day, and how it is repeated on it. What is due in every hour goes by the hours that pass.</summary>
    static IReadOnlyList<(DateTime At, XElement? Repetition)> Starts(DueTimes times, List<string> problems)
    {
        if (times.Seconds is not [var second])
        {
            problems.Add("seconds: a trigger begins at one second of a minute");
            return [];
        }
        var minutes = times.Minutes ?? [.. Enumerable.Range(0, 60)];
        if (times.Hours is { } hours)
            return [.. from hour in hours from minute in minutes
                       select (s_begin.AddHours(hour).AddMinutes(minute).AddSeconds(second), (XElement?)null)];
        var day = TimeSpan.FromDays(1);
        return minutes is [var first, var next, ..] && 60 % (next - first) == 0 && first < next - first
            && minutes.Count == 60 / (next - first) && minutes.Index().All(one => one.Item == first + one.Index * (next - first))
            ? [(s_begin.AddMinutes(first).AddSeconds(second), Repetition(TimeSpan.FromMinutes(next - first), day))]
            : [.. minutes.Select(minute => (
                s_begin.AddMinutes(minute).AddSeconds(second), (XElement?)Repetition(TimeSpan.FromHours(1), day)))];
    }

    static IReadOnlyList<XElement> Days(DueTimes times, List<string> problems)
    {
        var months = new XElement(Schema + "Months", Names(times.Months?.Select(month => month - 1) ?? Enumerable.Range(0, 12), s_months));
        var (hasDay, hasWeekday) =
            (times.Days is not null || times.DaySign is not null, times.Weekdays is not null || times.WeekdaySign is not null);
        if (hasDay && hasWeekday)
            problems.Add("day: both the day of the month and the day of the week have to be so, and a trigger has one of them");
        else if (times.WeekdaySign is { } sign)
            return OfMonth(sign, months, problems);
        else if (hasDay || (times.Months is not null && !hasWeekday))
            return ByMonth(times, months, problems);
        else if (times is { Weekdays: { } week, Months: null })
            return
            [
                new(Schema + "ScheduleByWeek", new XElement(Schema + "WeeksInterval", 1),
                    new XElement(Schema + "DaysOfWeek", Names(week, s_weekdays))),
            ];
        else if (times.Weekdays is { } ofMonths)
            return [MonthDayOfWeek(["1", "2", "3", "4", "Last"], ofMonths, months)];
        return [new(Schema + "ScheduleByDay", new XElement(Schema + "DaysInterval", 1))];
    }

    static IReadOnlyList<XElement> ByMonth(DueTimes times, XElement months, List<string> problems)
    {
        if (times.DaySign is { } sign and not "L")
            problems.Add($"day of month: '{sign}' is no day that a trigger has");
        var days = times.DaySign is not null ? ["Last"] : (times.Days ?? [.. Enumerable.Range(1, 31)]).Select(day => $"{day}");
        return
        [
            new(Schema + "ScheduleByMonth",
                new XElement(Schema + "DaysOfMonth", days.Select(day => new XElement(Schema + "Day", day))), months),
        ];
    }

    static IReadOnlyList<XElement> OfMonth(string sign, XElement months, List<string> problems)
    {
        if (sign.EndsWith('L') && DueTimes.Number(sign.AsSpan(..^1)) is { } last)
            return [MonthDayOfWeek(["Last"], [last % 7], months)];
        // The fifth is the last one only in some months.
        if (sign.Split('#') is [var day, var nth] && DueTimes.Number(day) is { } weekday && nth is "1" or "2" or "3" or "4")
            return [MonthDayOfWeek([nth], [weekday % 7], months)];
        problems.Add($"day of week: '{sign}' is no day that a trigger has");
        return [];
    }

    static XElement MonthDayOfWeek(IEnumerable<string> weeks, IEnumerable<int> weekdays, XElement months) => new(
        Schema + "ScheduleByMonthDayOfWeek",
        new XElement(Schema + "Weeks", weeks.Select(week => new XElement(Schema + "Week", week))),
        new XElement(Schema + "DaysOfWeek", Names(weekdays, s_weekdays)),
        months);

    static IEnumerable<XElement> Names(IEnumerable<int> numbers, string[] names) =>
        numbers.Select(number => new XElement(Schema + names[number]));
}
