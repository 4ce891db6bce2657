using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Measurements;

namespace JobOps.Changes;

/// <summary>By how much a text says that something has become better: "ten times faster", "40 % lower", "halved".</summary>
/// <param name="Words">As they stand in the text.</param>
/// <param name="Index">Where in the text.</param>
/// <param name="Share">What is left, as a share of what was: 0.1 for ten times faster, 0.6 for 40 % lower; of 40 % faster, which may be
/// meant of the speed, 1 / 1.4. The weaker meaning counts.</param>
readonly partial record struct ClaimedAmount(string Words, int Index, double Share)
{
    // A person rounds, and an interval is no wall.
    const double Rounding = 0.01;

    static readonly string[] s_numbers =
        ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    public static IEnumerable<ClaimedAmount> In(string text) =>
        from match in Amount().Matches(text)
        let share = ShareOf(match)
        where share is not null
        select new ClaimedAmount(match.Value, match.Index, share.Value);

    /// <summary>Whether a comparison shows as much: the better end of its interval reaches that far.</summary>
    public bool IsShownBy(Comparison comparison)
    {
        if (comparison is not { Verdict: ComparisonVerdict.Better, Scale: ComparisonScale.Ratio, Low: { } low, High: { } high })
            return false;
        // Where more is better, what was is a share of what is.
        return Share >= (low < 1 ? low : 1 / high) - Rounding;
    }

    static double? ShareOf(Match match)
    {
        if (match.Groups["half"].Success)
            return 0.5;
        if (match.Groups["times"] is { Success: true, Value: var times })
            return Number(times) is { } factor && factor > 1 ? 1 / factor : null;
        var percent = new[] { "faster", "lower", "by" }.Select(name => match.Groups[name]).First(group => group.Success);
        return double.TryParse(percent.Value, CultureInfo.InvariantCulture, out var points)
            ? percent.Name == "faster" ? 1 / (1 + points / 100) : 1 - points / 100
            : null;
    }

    static double? Number(string word) =>
        double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number
        : word.Equals("twice", StringComparison.OrdinalIgnoreCase) ? 2
        : Array.FindIndex(s_numbers, other => other.Equals(word, StringComparison.OrdinalIgnoreCase)) is > 0 and var place ? place
        : null;

    [GeneratedRegex(
        @"\b(?<half>halved|cut in half|half (?:the|of the) (?:time|calls|queries|errors))\b"
        + @"|\b(?<times>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\s*[x×]|\s+times)"
        + @"\s+(?:faster|quicker|speedier|better|as fast|as quick)\b"
        + @"|\b(?<times>twice) as (?:fast|quick)\b"
        + @"|\b(?<faster>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\s+(?:faster|quicker|speedier|better)\b"
        // Without what is meant it may be a setting that was made lower.
        + @"|\b(?:times?|latency|calls|queries|errors|response|median|p95)\b[^.;!?\n]{0,40}?"
        + @"\b(?<lower>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\s+(?:lower|less|fewer|shorter)\b"
        + @"|\b(?<lower>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\s+(?:lower|less|fewer|shorter)\s+(?:time|latency|calls|queries|errors)\b"
        + @"|\b(?:reduced|lowered|shortened|cut|improved)\b[^.;!?\n]{0,60}?\bby\s+(?<by>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Amount();
}
