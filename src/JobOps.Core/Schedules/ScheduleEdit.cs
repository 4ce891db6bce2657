using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Schedules;

/// <summary>What is to be another way in a schedule. What is null stays as it is, and is as usual in a new one.</summary>
public sealed record ScheduleEdit
{
    public required string Name { get; init; }
    public string? JobName { get; init; }
    /// <summary>Takes the place of an interval.</summary>
    public string? Cron { get; init; }
    /// <summary>Takes the place of a cron expression.</summary>
    public TimeSpan? Every { get; init; }
    public string? TimeZone { get; init; }
    /// <summary>All of them; empty for none.</summary>
    public IReadOnlyCollection<DateOnly>? ExceptDate { get; init; }
    public CatchUp? CatchUp { get; init; }
    public TimeSpan? CatchUpWithin { get; init; }
    /// <summary>Zero for none.</summary>
    public TimeSpan? Jitter { get; init; }
    /// <summary>All of them; empty for none.</summary>
    public IReadOnlyDictionary<string, object?>? Parameters { get; init; }
    /// <summary>Empty for none.</summary>
    public string? Environment { get; init; }
    /// <summary>It stands in the file of its job.</summary>
    public bool OfJobFile { get; init; }

    /// <summary>The schedule as it is after the edit.</summary>
    /// <param name="before">As it is now; null where there is none.</param>
    /// <exception cref="JobOpsException">ScheduleInvalid, ScheduleOfJobFile, ScheduleNameTaken</exception>
    public JobSchedule ApplyTo(JobSchedule? before)
    {
        if (before is { OfJobFile: true } && !OfJobFile)
            throw new JobOpsException(Error.ScheduleOfJobFile(before.Name, before.JobName));
        if (before is not null && OfJobFile
            && (!before.OfJobFile || !before.JobName.Equals(JobName, StringComparison.OrdinalIgnoreCase)))
            throw new JobOpsException(Error.ScheduleNameTaken(before.Name, before.JobName));
        // A file says all that there is to say.
        var from = OfJobFile ? null : before;
        var catchUp = CatchUp ?? from?.CatchUp ?? Schedules.CatchUp.None;
        var jitter = Jitter ?? from?.Jitter;
        var schedule = new JobSchedule
        {
            Name = before?.Name ?? Name,
            JobName = JobName ?? from?.JobName ?? "",
            Cron = Cron ?? (Every is null ? from?.Cron : null),
            Every = Every ?? (Cron is null ? from?.Every : null),
            TimeZone = TimeZone ?? from?.TimeZone ?? JobSchedule.Utc,
            ExceptDate = (ExceptDate ?? from?.ExceptDate ?? []).Distinct().Order().ToArray(),
            CatchUp = catchUp,
            CatchUpWithin = CatchUpWithin ?? (catchUp == Schedules.CatchUp.None && CatchUp is not null ? null : from?.CatchUpWithin),
            Jitter = jitter == TimeSpan.Zero ? null : jitter,
            Parameters = new SortedDictionary<string, object?>(
                (Parameters ?? from?.Parameters ?? new Dictionary<string, object?>()).ToDictionary(), StringComparer.OrdinalIgnoreCase),
            Environment = (Environment ?? from?.Environment) is { Length: > 0 } environment ? environment : null,
            OfJobFile = OfJobFile,
        };
        Require(schedule);
        // One name for each zone, whichever was typed.
        return schedule with { TimeZone = ZoneClock.IanaName(schedule.TimeZone)! };
    }

    static void Require(JobSchedule schedule)
    {
        if (!NameRule.Job.Fits(schedule.Name))
            throw Invalid(schedule, $"name: expected {NameRule.Job.Words}, found '{schedule.Name}'");
        if (schedule.JobName.Length == 0)
            throw Invalid(schedule, "job: expected the job that a new schedule starts, found none");
        ScheduleRules.Require(schedule);
    }

    static JobOpsException Invalid(JobSchedule schedule, string problem) => new(Error.ScheduleInvalid(schedule.Name, problem));
}
