using System.Globalization;

namespace JobOps.Cmdlets;

/// <summary>Words for the views in JobOps.format.ps1xml: here those about time, and how a text is made to fit.</summary>
public static partial class View
{
    /// <summary>How long ago, in one unit: <c>3 min ago</c>; empty for never.</summary>
    /// <param name="then">When it was.</param>
    /// <param name="now">The clock of whoever wrote down <paramref name="then"/>.</param>
    public static string Ago(DateTimeOffset? then, DateTimeOffset now) => (now - then) switch
    {
        null => "",
        { TotalSeconds: < 1 } => "just now",
        { TotalMinutes: < 1 } age => $"{age.Seconds} s ago",
        { TotalHours: < 1 } age => $"{age.Minutes} min ago",
        { TotalDays: < 1 } age => $"{age.Hours} h ago",
        { } age => $"{age.Days} d ago",
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

    /// <summary>The time of day of a log line.</summary>
    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>
    /// The first line, and no more of it than so many characters. For a cell in a row that wraps: there a name is easier
    /// to read cut than broken in two.
    /// </summary>
    public static string Fit(string? text, int width)
    {
        var line = text?.Split('\n', 2)[0].TrimEnd() ?? "";
        return line.Length <= width ? line : line[..(width - 1)] + '…';
    }

    static string TookLonger(TimeSpan time) => time switch
    {
        { TotalHours: < 1 } => Units(time.Minutes, "min", time.Seconds, "s"),
        { TotalDays: < 1 } => Units(time.Hours, "h", time.Minutes, "min"),
        _ => Units(time.Days, "d", time.Hours, "h"),
    };

    static string Units(int count, string unit, int rest, string smaller) =>
        rest == 0 ? $"{count} {unit}" : $"{count} {unit} {rest} {smaller}";
}
