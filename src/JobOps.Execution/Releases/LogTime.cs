using System.Globalization;
using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Finds the time that a line of a log was written, in the forms that servers use.</summary>
static partial class LogTime
{
    // It stands near the beginning; what is behind belongs to the message.
    const int Searched = 200;

    /// <summary>Null where the line has none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="now">
    /// The time of this machine: what has no year is of the last one that has passed, what has no zone is of its zone.
    /// </param>
    public static DateTimeOffset? Find(string line, DateTimeOffset now)
    {
        var text = line.Length > Searched ? line[..Searched] : line;
        // 2026-01-31T18:00:00.123Z, 2026-01-31 18:00:00,123, 2026/01/31 18:00:00 (nginx)
        var match = Iso().Match(text);
        if (match.Success)
            return Parse(match, $"{match.Groups["date"].Value.Replace('/', '-')} {match.Groups["time"].Value}", "yyyy-MM-dd HH:mm:ss", now);
        // 31/Jan/2026:18:00:00 +0000 (the common log format)
        match = Common().Match(text);
        if (match.Success)
            return Parse(match, $"{match.Groups["date"].Value} {match.Groups["time"].Value}", "dd/MMM/yyyy HH:mm:ss", now);
        // Jan 31 18:00:00 (syslog, RFC 3164)
        match = Syslog().Match(text);
        if (!match.Success)
            return null;
        var words = $"{match.Groups["month"].Value} {match.Groups["day"].Value.Trim()} {now.Year} {match.Groups["time"].Value}";
        var found = Parse(match, words, "MMM d yyyy HH:mm:ss", now);
        return found > now.AddDays(1) ? found.Value.AddYears(-1) : found;
    }

    static DateTimeOffset? Parse(Match match, string text, string format, DateTimeOffset now)
    {
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return null;
        var zone = match.Groups["zone"].Value.Replace(":", "", StringComparison.Ordinal);
        var offset = zone.Length == 0 ? TimeZoneInfo.Local.GetUtcOffset(time)
            : zone == "Z" ? TimeSpan.Zero
            : new TimeSpan(int.Parse(zone[1..3], CultureInfo.InvariantCulture), int.Parse(zone[3..5], CultureInfo.InvariantCulture), 0)
                * (zone[0] == '-' ? -1 : 1);
        var fraction = match.Groups["fraction"].Value is { Length: > 0 } digits
            ? TimeSpan.FromSeconds(double.Parse("0." + digits, CultureInfo.InvariantCulture))
            : TimeSpan.Zero;
        // The last year has no room for a zone: 9999-12-31 is what programs write for never.
        return Math.Abs(offset.TotalHours) > 14 || time.Year is < 1970 or > 9998 ? null : new DateTimeOffset(time, offset).Add(fraction);
    }

    [GeneratedRegex(
        @"(?<!\d)(?<date>\d{4}[-/]\d\d[-/]\d\d)[T ](?<time>\d\d:\d\d:\d\d)(?:[.,](?<fraction>\d{1,9}))?\s?(?<zone>Z|[+-]\d\d:?\d\d)?")]
    private static partial Regex Iso();

    [GeneratedRegex(@"(?<date>\d\d/[A-Z][a-z]{2}/\d{4}):(?<time>\d\d:\d\d:\d\d) (?<zone>[+-]\d{4})")]
    private static partial Regex Common();

    [GeneratedRegex(@"(?:^|>)(?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d)")]
    private static partial Regex Syslog();
}
