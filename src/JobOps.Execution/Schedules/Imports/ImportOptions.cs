using JobOps.Errors;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>What is known of jobs that are made of entries of another scheduler.</summary>
public sealed record ImportOptions
{
    /// <summary>Who answers for them; null where nobody has said it.</summary>
    public string? Owner { get; init; }
    /// <summary>What is true when one has succeeded; null where nobody has said it.</summary>
    public string? ExpectedResult { get; init; }
    /// <summary>How a person undoes one; null where nobody has said it.</summary>
    public string? RollbackNote { get; init; }
    /// <summary>The IANA name of the zone that the scheduler went by.</summary>
    public required string TimeZone { get; init; }
    /// <summary>The sixth word of a line of a crontab is a user, as in <c>/etc/crontab</c>; null to tell by the path of the file.</summary>
    public bool? IsSystemCrontab { get; init; }
    /// <summary>Asks a person for a text that is missing, by the job and the member; null to ask nobody.</summary>
    public Func<string, string, Task<string?>>? Ask { get; init; }

    /// <summary>The IANA name of a zone; that of this machine where none is named.</summary>
    /// <exception cref="JobOpsException">ScheduleInvalid: no such zone is known here</exception>
    public static string Zone(string? named)
    {
        if (ZoneClock.IanaName(named ?? TimeZoneInfo.Local.Id) is { } zone)
            return zone;
        if (named is null)
            return JobSchedule.Utc;
        ScheduleRules.Require(new() { Name = "", JobName = "", Every = TimeSpan.FromHours(1), TimeZone = named });
        return named;
    }
}
