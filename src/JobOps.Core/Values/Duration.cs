using System.Globalization;
using System.Text.RegularExpressions;

namespace JobOps.Values;

/// <summary>Lengths of time as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>.</summary>
public static partial class Duration
{
    /// <summary>What an error says was expected.</summary>
    public const string Words = "a duration such as '500ms', '30s', '5m' or '2h', from '1ms' to '720h'";

    /// <summary>As an anchored regular expression for other programs, such as editors.</summary>
    public const string Pattern = "^[0-9]{1,10}(ms|s|m|h)$";

    /// <summary>30 days; the timers of .NET end at 49.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(30);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (DurationPattern().Match(text) is not { Success: true } match)
            return false;
        var count = long.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        var unit = match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromHours(1),
        };
        if (count > Longest / unit)
            return false;
        duration = count * unit;
        return IsAllowed(duration);
    }

    /// <summary>More than nothing and not longer than <see cref="Longest"/>.</summary>
    public static bool IsAllowed(TimeSpan duration) => duration > TimeSpan.Zero && duration <= Longest;

    [GeneratedRegex(@"\A(?<count>[0-9]{1,10})(?<unit>ms|s|m|h)\z")]
    private static partial Regex DurationPattern();
}
