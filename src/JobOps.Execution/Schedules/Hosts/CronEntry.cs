using System.Text;
using JobOps.Errors;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Lines of a crontab. With a user they are those of a file in <c>/etc/cron.d</c>.</summary>
static class CronEntry
{
    public static IReadOnlyList<HostEntry> For(HostScheduler kind, HostEntryRequest request, List<string> problems)
    {
        var schedule = request.Schedule;
        var isCronie = kind == HostScheduler.Cronie;
        var differences = new List<string>();
        var all = DueTimes.Of(schedule);
        if (all.Count == 0)
            problems.Add($"every: {ScheduleWords.When(schedule)} divides no day, so its times are others on each day");
        var lines = all.Select(times => Line(InZone(times, isCronie, request.HostZone, problems), isCronie, request, problems)).ToList();
        if (problems.Count > 0)
            return [];
        var clock = HostClock.Of(schedule, DateTimeOffset.UtcNow);
        // One that names an hour but not a minute is no fixed time for cron: it goes by the hours that pass. And what cron does for gaps,
        // it does for those of the host's clocks.
        if (clock.HasGap && (all is [{ Minutes: null }] || !IsSame(schedule.TimeZone, request.HostZone)))
            differences.Add(HostEntries.OfGap);
        if (schedule.CatchUp != CatchUp.None)
            lines.Add($"@reboot {Who(request)}{Command(request, null)}");
        var text = new StringBuilder();
        foreach (var comment in Comments(request, differences))
            text.Append("# ").Append(comment).Append('\n');
        if (isCronie)
            text.Append($"CRON_TZ={(all is [{ TimeZone: var zone }, ..] ? zone : schedule.TimeZone)}\n");
        foreach (var line in lines)
            text.Append(line).Append('\n');
        return
        [
            new()
            {
                Name = schedule.Name, Kind = kind, Text = text.ToString(), Differences = differences,
                // Files of another kind of name cron passes over.
                FileName = HostEntries.Prefix + schedule.Name.Replace('.', '_'),
            },
        ];
    }

    static IEnumerable<string> Comments(HostEntryRequest request, IEnumerable<string> differences)
    {
        var schedule = request.Schedule;
        yield return $"The schedule {schedule.Name} of JobOps starts the job {schedule.JobName}: {ScheduleWords.InWords(schedule)}.";
        yield return request.User is null
            ? "Lines for the crontab of a user: crontab -e."
            : "A file for /etc/cron.d, owned by root and writable by root alone.";
        foreach (var line in HostEntries.ExitCodeLines)
            yield return line;
        if (request.EnvironmentFile is { } file)
            yield return $"{file} says JOBOPS_LEDGER='…', and only {request.User ?? "the user"} may read it.";
        foreach (var difference in differences)
            yield return difference;
    }

    /// <summary>The times in the zone that this cron goes by.</summary>
    static DueTimes InZone(DueTimes times, bool isCronie, TimeZoneInfo host, List<string> problems)
    {
        if (isCronie || IsSame(times.TimeZone, host))
            return times;
        if (times is { Hours: null, OnEachDay: true } && MinutesAhead(times.TimeZone, host) is { } ahead)
            return times with
            {
                Minutes = times.Minutes?.Select(minute => (minute + ahead) % 60).Order().ToList(), TimeZone = host.Id,
            };
        problems.Add(
            $"time zone: cron goes by the clocks of the host ({host.Id}), and these are times of {times.TimeZone}; "
            + "cronie and systemd can say a zone");
        return times;
    }

    static bool IsSame(string zone, TimeZoneInfo host) =>
        ZoneClock.IanaName(host.Id) == zone
        || (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var other) && other.HasSameRules(host));

    /// <summary>So many minutes of an hour the clocks of the host are ahead, the whole year; null where that changes.</summary>
    static int? MinutesAhead(string zone, TimeZoneInfo host)
    {
        var (from, clock) = (DateTimeOffset.UtcNow, ZoneClock.Find(zone)!);
        var minutes = Enumerable.Range(0, 26).Select(index => from.AddDays(14 * index))
            .Select(at => (int)((host.GetUtcOffset(at) - clock.At(at).Offset).TotalMinutes % 60 + 60) % 60).Distinct().ToList();
        return minutes is [var ahead] ? ahead : null;
    }

    static string Line(DueTimes times, bool isCronie, HostEntryRequest request, List<string> problems)
    {
        if (times.Seconds is not [0])
            problems.Add("seconds: a line of a crontab has whole minutes");
        if (times.DaySign is { } sign)
            problems.Add($"day of month: '{sign}' is no day that a crontab has");
        var (days, weekdays) = (times.Days, times.Weekdays);
        if (times.WeekdaySign is { } ofMonth)
        {
            if (Nth(ofMonth) is { } nth)
                (days, weekdays) = ([.. (days ?? nth.Days).Intersect(nth.Days)], [nth.Weekday]);
            else
                problems.Add($"day of week: '{ofMonth}' is no day that a crontab has");
        }
        // Where both are given, one of them is enough for cron: the second one is asked for when it starts.
        var asked = days is not null && weekdays is not null ? weekdays : null;
        var when = string.Join(
            ' ',
            DueTimes.Field(times.Minutes, "-", step => $"*/{step}", 60), DueTimes.Field(times.Hours, "-", step => $"*/{step}", 24),
            DueTimes.Field(days, "-"), DueTimes.Field(times.Months, "-"), DueTimes.Field(asked is null ? weekdays : null, "-"));
        return $"{when} {Who(request)}{Command(request, asked, isCronie ? times.TimeZone : null)}";
    }

    /// <summary>A weekday and the days of the month that it is the nth on; null for another sign.</summary>
    public static (int Weekday, IReadOnlyList<int> Days)? Nth(string sign) =>
        sign.Split('#') is [var day, var ordinal] && DueTimes.Number(day) is { } weekday && DueTimes.Number(ordinal) is { } nth
            ? (weekday % 7, [.. Enumerable.Range(7 * (nth - 1) + 1, 7).Where(number => number <= 31)])
            : null;

    static string Who(HostEntryRequest request) => request.User is { } user ? $"{user} " : "";

    static string Command(HostEntryRequest request, IReadOnlyList<int>? weekdays, string? zone = null)
    {
        var variables = HostEntries.Variables(request).Select(variable => $"{variable.Name}={Next.Posix(variable.Value)} ");
        var words = string.Join(' ', request.Words.Select(Next.Posix));
        var command = request.EnvironmentFile is { } file
            ? $"set -a; . {Next.Posix(file)} && {string.Concat(variables)}{words}"
            : string.Concat(variables) + words;
        if (weekdays is not null)
            command =
                $"case $({(zone is null ? "" : $"TZ={Next.Posix(zone)} ")}date +%w) in {string.Join('|', weekdays)}) {command};; esac";
        // It would end the line.
        return command.Replace("%", "\\%", StringComparison.Ordinal);
    }
}
