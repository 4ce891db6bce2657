using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Schedules;

/// <summary>What every schedule has to fulfil, wherever it comes from.</summary>
public static class ScheduleRules
{
    /// <summary>Dates without slots that one schedule may have.</summary>
    public const int MostDates = 1000;

    /// <summary>Two slots of an interval are so far apart at least, and whole seconds.</summary>
    public static TimeSpan ShortestInterval { get; } = TimeSpan.FromSeconds(1);

    /// <exception cref="JobOpsException">ScheduleInvalid with every mistake, a line each</exception>
    public static void Require(JobSchedule schedule)
    {
        var problems = Check(schedule).ToList();
        if (problems.Count > 0)
            throw new JobOpsException(Error.ScheduleInvalid(schedule.Name, string.Join(
                '\n', problems.Select(problem => $"{problem.Member}: expected {problem.Expected}, found {problem.Found}"))));
    }

    /// <summary>Every mistake in a schedule, by the member that has it, as a job file calls it.</summary>
    public static IEnumerable<(string Member, string Expected, string Found)> Check(JobSchedule schedule)
    {
        if (schedule is { Cron: null, Every: null })
            yield return ("cron", "a cron expression, or an interval (every)", "neither");
        if (schedule is { Cron: not null, Every: not null })
            yield return ("every", "a cron expression or an interval", "both");
        if (schedule.Cron is { } cron && WrongWithCron(cron) is { } wrong)
            yield return ("cron", CronExpected, wrong);
        if (schedule.Every is { } every
            && (every < ShortestInterval || every > Duration.Longest || every.Ticks % TimeSpan.TicksPerSecond != 0))
            yield return ("every", "whole seconds, from '1s' to '720h'", $"{every:c}");
        if (ZoneClock.IanaName(schedule.TimeZone) is null)
            yield return ("timeZone", NearMiss.Ask(ZoneExpected, schedule.TimeZone, ZoneClock.Names), $"'{schedule.TimeZone}'");
        if (schedule.ExceptDate.Count > MostDates)
            yield return ("except", $"at most {MostDates} dates", $"{schedule.ExceptDate.Count}");
        if (schedule is { CatchUp: CatchUp.None, CatchUpWithin: not null })
            yield return ("catchUpWithin", "catch-up last or all beside it", "none");
        if (schedule.CatchUpWithin <= TimeSpan.Zero)
            yield return ("catchUpWithin", Age.Words, $"{schedule.CatchUpWithin:c}");
        if (schedule.Jitter is { } jitter && !Duration.IsAllowed(jitter))
            yield return ("jitter", Duration.Words, $"{jitter:c}");
    }

    const string CronExpected = "a cron expression of five fields, of six with seconds in front, or a word such as @daily";

    const string ZoneExpected = "the name of a time zone, such as Europe/Dublin";

    /// <summary>What is wrong with a cron expression; null where nothing is.</summary>
    static string? WrongWithCron(string expression)
    {
        try
        {
            // From a year on whose days every rule finds what it can ever find, leap days among them.
            return CronReader.Instance.Read(expression).Next(new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), inclusive: true) is null
                ? $"'{expression}', which is never due"
                : null;
        }
        catch (FormatException mistake)
        {
            return $"'{expression}': {mistake.Message}";
        }
    }
}
