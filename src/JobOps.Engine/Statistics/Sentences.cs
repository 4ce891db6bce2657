using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>A finding in one sentence, for a tired person.</summary>
static class Sentences
{
    public static string Of(Finding finding) =>
        $"{Subject(finding.Comparison.Metric)}{What(finding)}{(finding.Clause is { } clause ? $", {clause}" : "")}: {Verdict(finding)}.";

    static string What(Finding finding)
    {
        var comparison = finding.Comparison;
        var verb = IsPlural(comparison.Metric) ? ("are", "seem") : ("is", "seems");
        if (finding.ExactlyEqual)
            return $" {verb.Item1} exactly equal ({FigureWords.Value(comparison, comparison.Before)} in all {Counts(comparison)} samples)";
        // Nothing of one phase is known.
        if (comparison.BeforeCount == 0 || comparison.AfterCount == 0)
            return "";
        var how = (comparison.Ratio, comparison.Verdict) switch
        {
            (null, _) => "",
            (_, ComparisonVerdict.NoMeaningfulChange) => $" {verb.Item1} about the same",
            ({ } change, _) when FigureWords.IsNone(change, comparison.Scale) => $" {verb.Item2} the same",
            ({ } change, ComparisonVerdict.CannotTell) => $" {verb.Item2} {FigureWords.Change(comparison, change)}",
            ({ } change, _) => $" {verb.Item1} {FigureWords.Change(comparison, change)}",
        };
        var figures = comparison.IsRate
            ? $"{FigureWords.Percent(comparison.Before)} → {FigureWords.Percent(comparison.After)} of {Counts(comparison)} samples"
            : FigureWords.FromTo(comparison.Before, comparison.After, comparison.Unit);
        var interval = comparison is { Low: { } low, High: { } high }
            ? $", 95 % between {FigureWords.Between(comparison, low, high)}"
            : "";
        return $"{how} ({figures}{interval})";
    }

    static string Verdict(Finding finding) => (finding.Verdict, finding.Reason, finding.Comparison.MoreNeeded) switch
    {
        (ComparisonVerdict.Better, _, _) => "better",
        (ComparisonVerdict.Worse, _, _) => "worse",
        (ComparisonVerdict.NoMeaningfulChange, _, _) => "no meaningful change",
        (_, { } reason, _) => $"cannot tell; {reason}",
        (_, null, { } more) => Words.Text($"cannot tell; about {more:N0} more {(more == 1 ? "sample" : "samples")} a phase would"),
        _ => "cannot tell; it lies on the margin, and more samples would hardly help",
    };

    static string Counts(Comparison comparison) => comparison.BeforeCount == comparison.AfterCount
        ? Words.Text($"{comparison.BeforeCount:N0}")
        : Words.Text($"{comparison.BeforeCount:N0} and {comparison.AfterCount:N0}");

    static string Subject(string metric) => metric.Length == 0 ? metric : char.ToUpperInvariant(metric[0]) + metric[1..];

    // "Requests a second are", "response time of cache hits is".
    static bool IsPlural(string metric)
    {
        var head = metric.Split(" of ")[0].Split(" per ")[0].Split(" a ")[0];
        return head.EndsWith('s') && !head.EndsWith("ss", StringComparison.Ordinal) && head.Length > 2;
    }
}
