using System.Globalization;
using JobOps.Schedules;

namespace JobOps.Notifications;

/// <summary>When nobody is told: from one time of day to another, past midnight where the second is the earlier one.</summary>
/// <param name="From">The first minute of it.</param>
/// <param name="Until">The first minute after it.</param>
/// <param name="TimeZone">The zone of both, IANA.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until, string TimeZone)
{
    /// <summary>What a text of them looks like, as an error says.</summary>
    public const string Words = "two times of day such as 22:00-06:00, or an empty text for none";

    /// <summary>Reads a text such as <c>22:00-06:00</c>; an empty one is no quiet hours at all.</summary>
    /// <returns>Null where it is none.</returns>
    public static QuietHours? TryParse(string text, string timeZone)
    {
        if (text.Length == 0)
            return new(default, default, timeZone);
        return text.Split('-') is [var from, var until] && TryTime(from) is { } first && TryTime(until) is { } last
            ? new(first, last, timeZone)
            : null;
    }

    static TimeOnly? TryTime(string text) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>When somebody may be told: the end of the quiet hours that a time is in; null where it is in none.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset time)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
        var clock = TimeOnly.FromDateTime(local);
        // Of two equal times nothing is between.
        if (From == Until || !clock.IsBetween(From, Until))
            return null;
        var end = local.Date.Add(Until.ToTimeSpan());
        if (end <= local)
            end = end.AddDays(1);
        // A time that the clocks skip is over when they have skipped it.
        while (zone.IsInvalidTime(end))
            end = end.AddMinutes(1);
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }

    /// <summary>A zone that this machine knows, by its name in IANA's list; null for none.</summary>
    public static string? ZoneName(string name) => ZoneClock.IanaName(name);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From:HH:mm}-{Until:HH:mm} ({TimeZone})");
}
