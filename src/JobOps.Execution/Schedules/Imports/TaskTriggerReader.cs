using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>Reads a trigger of a task of Windows as schedules.</summary>
sealed class TaskTriggerReader(Import import, string job, bool catchesUp, int before)
{
    static readonly string[] s_weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    static readonly string[] s_months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12)];

    public IReadOnlyList<JobSchedule> Read(XElement trigger)
    {
        if (Why(trigger) is { } why)
            return Leave(trigger, why);
        var start = TaskReader.Child(trigger, "StartBoundary")!.Value.Trim();
        if (!DateTime.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var begin))
            return Leave(trigger, $"'{start}' is no time");
        if (begin > DateTime.Now.AddDays(1))
            import.Leave(TaskReader.Line(trigger), $"StartBoundary {start}", "a schedule begins when it is registered", job);
        var times = Times(TaskReader.Child(trigger, "Repetition"), begin, trigger.Name.LocalName == "TimeTrigger");
        var days = Days(trigger);
        if (times is null || days is null)
            return Leave(
                trigger,
                times is null ? "its repetition is no time of day that is the same on each day" : "its days are none that cron has");
        var delay = TaskReader.Child(trigger, "RandomDelay") is { } random ? TaskReader.Time(random.Value) : null;
        var schedules = days.Select((day, index) => new JobSchedule
        {
            Name = before + index == 0 ? job : $"{job}-{before + index + 1}", JobName = job, Cron = $"{times} {day}",
            TimeZone = start.EndsWith('Z') ? JobSchedule.Utc : import.Options.TimeZone, Jitter = delay == TimeSpan.Zero ? null : delay,
            CatchUp = catchesUp ? CatchUp.Last : CatchUp.None,
        }).ToList();
        return schedules.Select(Import.Wrong).FirstOrDefault(mistake => mistake is not null) is { } wrong
            ? Leave(trigger, wrong)
            : schedules;
    }

    /// <summary>Why it is no schedule; null where it is one.</summary>
    static string? Why(XElement trigger)
    {
        var start = TaskReader.Child(trigger, "StartBoundary")?.Value.Trim();
        var hasOffset = start?.Split('T') is [_, var clock] && clock.AsSpan().ContainsAny('+', '-');
        return trigger.Name.LocalName switch
        {
            "BootTrigger" => "nothing is started by a boot: make it a service, or a schedule that catches up",
            "TimeTrigger" when TaskReader.Child(trigger, "Repetition") is null => "it is once only: jobops start --due-at",
            "TimeTrigger" or "CalendarTrigger" when start is null => "it has no time of day",
            "TimeTrigger" or "CalendarTrigger" when hasOffset => "it is of a fixed offset, which is no time zone: set the schedule by hand",
            "TimeTrigger" or "CalendarTrigger" when TaskReader.Child(trigger, "EndBoundary") is not null =>
                "it ends by itself: set the schedule by hand, and remove it then",
            "TimeTrigger" or "CalendarTrigger" when TaskReader.Child(trigger, "Enabled")?.Value.Trim() == "false" =>
                "the trigger is disabled",
            "TimeTrigger" or "CalendarTrigger" => null,
            _ => "what it waits for is no time",
        };
    }

    /// <summary>Minute and hour, with the second in front where it is not 0; null where no expression says it.</summary>
    static string? Times(XElement? repetition, DateTime begin, bool goesOn)
    {
        var second = begin.Second == 0 ? "" : $"{begin.Second} ";
        if (repetition is null || TaskReader.Child(repetition, "Interval") is not { } interval)
            return $"{second}{begin.Minute} {begin.Hour}";
        var (every, during) = (TaskReader.Time(interval.Value), TaskReader.Child(repetition, "Duration") is { } length
            ? TaskReader.Time(length.Value)
            : null);
        // Without a length it is repeated for ever; a calendar trigger begins anew each day.
        var day = TimeSpan.FromDays(1);
        if (every is not { } step || step <= TimeSpan.Zero || day.Ticks % step.Ticks != 0 || step.Ticks % TimeSpan.TicksPerMinute != 0)
            return null;
        if (during is null || during == day || (goesOn && during > day))
        {
            if (TimeSpan.TicksPerHour % step.Ticks == 0)
                return $"{second}{Every((int)step.TotalMinutes, begin.Minute, 60)} *";
            return step.Ticks % TimeSpan.TicksPerHour == 0 ? $"{second}{begin.Minute} {Every((int)step.TotalHours, begin.Hour, 24)}" : null;
        }
        // Only for a part of the day: each hour of it.
        if (step != TimeSpan.FromHours(1) || during > day || goesOn)
            return null;
        var hours = Enumerable.Range(0, (int)(during.Value.Ticks / step.Ticks) + 1).Select(index => begin.Hour + index).ToList();
        return hours[^1] < 24 ? $"{second}{begin.Minute} {DueTimes.Field(hours, "-")}" : null;
    }

    static string Every(int step, int begin, int of) => step == 1 ? "*" : DueTimes.Field(
        [.. Enumerable.Range(0, of / step).Select(index => (begin + index * step) % of).Order()], "-", by => $"*/{by}", of);

    /// <summary>Day of the month, month and day of the week, more than one where one cannot say it; null where none can.</summary>
    static IReadOnlyList<string>? Days(XElement trigger)
    {
        if (trigger.Name.LocalName == "TimeTrigger")
            return ["* * *"];
        if (TaskReader.Child(trigger, "ScheduleByDay") is { } byDay)
            return TaskReader.Child(byDay, "DaysInterval")?.Value.Trim() is null or "1" ? ["* * *"] : null;
        if (TaskReader.Child(trigger, "ScheduleByWeek") is { } byWeek)
            return TaskReader.Child(byWeek, "WeeksInterval")?.Value.Trim() is null or "1"
                && Numbers(byWeek, "DaysOfWeek", s_weekdays, 0) is { } week
                ? [$"* * {DueTimes.Field(week, "-")}"]
                : null;
        if (TaskReader.Child(trigger, "ScheduleByMonth") is { } byMonth)
            return OfMonth(byMonth);
        return TaskReader.Child(trigger, "ScheduleByMonthDayOfWeek") is { } byBoth ? OfWeeks(byBoth) : null;
    }

    static IReadOnlyList<string>? OfMonth(XElement part)
    {
        var days = TaskReader.Child(part, "DaysOfMonth")?.Elements().Select(day => day.Value.Trim()).ToList() ?? [];
        var numbers = days.Select(day => DueTimes.Number(day)).OfType<int>().Order().ToList();
        var months = Months(part);
        List<string> all = [];
        if (numbers.Count > 0)
            all.Add($"{DueTimes.Field(numbers, "-")} {months} *");
        if (days.Contains("Last"))
            all.Add($"L {months} *");
        // In a month that ends with one of the numbers the last day would be due twice.
        return all.Count == 0 || (all.Count == 2 && numbers.Exists(day => day >= 28)) ? null : all;
    }

    static IReadOnlyList<string>? OfWeeks(XElement part)
    {
        var weeks = TaskReader.Child(part, "Weeks")?.Elements().Select(week => week.Value.Trim()).ToList() ?? ["1", "2", "3", "4", "Last"];
        if (Numbers(part, "DaysOfWeek", s_weekdays, 0) is not { } days)
            return null;
        // The fourth may be the last one, too: where all are named, it is each.
        if (weeks.Count == 5)
            return [$"* {Months(part)} {DueTimes.Field(days, "-")}"];
        return weeks.Contains("4") && weeks.Contains("Last")
            ? null
            : [.. from week in weeks from day in days select $"* {Months(part)} {day}{(week == "Last" ? "L" : $"#{week}")}"];
    }

    static string Months(XElement part) =>
        Numbers(part, "Months", s_months, 1) is { Count: < 12 } months ? DueTimes.Field(months, "-") : "*";

    /// <summary>The names that stand in a part, by their numbers; null for none.</summary>
    static IReadOnlyList<int>? Numbers(XElement part, string list, string[] names, int first) =>
        TaskReader.Child(part, list)?.Elements().Select(element => Array.IndexOf(names, element.Name.LocalName) + first)
            .Where(number => number >= first).Order().ToList() is { Count: > 0 } numbers ? numbers : null;

    IReadOnlyList<JobSchedule> Leave(XElement trigger, string reason)
    {
        import.Leave(TaskReader.Line(trigger), TaskReader.Shown(trigger), reason, job);
        return [];
    }
}
