using System.Globalization;

namespace JobOps.Wording;

/// <summary>Ages, lengths of time and moments, as every front says them.</summary>
public static class TimeWords
{
    /// <summary>
    /// An age in one unit: <c>12 s</c>, <c>3 min</c>, <c>5 h</c>, <c>2 d</c>. What is not full is not counted: an hour is
    /// said when it is over.
    /// </summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, age.Seconds)} s",
        { TotalHours: < 1 } => $"{age.Minutes} min",
        { TotalDays: < 1 } => $"{age.Hours} h",
        _ => $"{age.Days} d",
    };

    /// <summary>How long ago, in one unit: <c>3 min ago</c>; empty for never.</summary>
    /// <param name="then">When it was.</param>
    /// <param name="now">The clock by which <paramref name="then"/> was written down.</param>
    public static string Ago(DateTimeOffset? then, DateTimeOffset now) => (now - then) switch
    {
        null => "",
        { TotalSeconds: < 1 } => "just now",
        { } age => $"{Age(age)} ago",
    };

    /// <summary>A length of time, in the two units that say most: <c>3 min 12 s</c>, <c>5 h</c>; empty for none.</summary>
    public static string Took(TimeSpan? time) => time switch
    {
        null => "",
        { TotalMilliseconds: < 999.5 } length => FormattableString.Invariant($"{Math.Max(0, length.TotalMilliseconds):0} ms"),
        { TotalSeconds: < 59.95 } length => FormattableString.Invariant($"{length.TotalSeconds:0.#} s"),
        { } length => TookLonger(TimeSpan.FromSeconds(Math.Round(length.TotalSeconds))),
    };

    /// <summary>A point in time as the reader's clock shows it; empty for none.</summary>
    public static string At(DateTimeOffset? time) =>
        time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A point in time for a text that is kept, and read where clocks may show another time; empty for none.</summary>
    public static string Utc(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>When something was done, by whom and why: <c>2026-05-01 09:30:00 by ops@host (disk full)</c>.</summary>
    public static string By(DateTimeOffset? time, string? actor, string? reason = null) => $"{At(time)} by {actor}{Because(reason)}";

    /// <summary>A reason, as the end of a sentence; empty for none.</summary>
    public static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "" : $" ({reason})";

    /// <summary>The time of day of a line of the log or of the journal.</summary>
    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    static string TookLonger(TimeSpan time) => time switch
    {
        { TotalHours: < 1 } => Units(time.Minutes, "min", time.Seconds, "s"),
        { TotalDays: < 1 } => Units(time.Hours, "h", time.Minutes, "min"),
        _ => Units(time.Days, "d", time.Hours, "h"),
    };

    static string Units(int count, string unit, int rest, string smaller) =>
        rest == 0 ? $"{count} {unit}" : $"{count} {unit} {rest} {smaller}";
}
