using System.Xml.Linq;
using JobOps.Measurements;

namespace JobOps.Engine.Pictures;

/// <summary>The tables of the page: what was compared, and under what it was measured.</summary>
static class PageTables
{
    public static XElement Comparisons(IReadOnlyList<Comparison> comparisons) => Table(
        ["metric", "before", "after", "change", "95 % interval", "verdict"],
        comparisons.Select(comparison => (string[])
        [
            comparison.Metric + (comparison.Primary ? " (primary)" : ""),
            Side(comparison, comparison.Before, comparison.BeforeP95, comparison.BeforeCount),
            Side(comparison, comparison.After, comparison.AfterP95, comparison.AfterCount),
            comparison.Ratio is { } change ? FigureWords.SignedChange(comparison, change) : "",
            comparison is { Low: { } low, High: { } high }
                ? $"{FigureWords.SignedChange(comparison, low)} to {FigureWords.SignedChange(comparison, high)}"
                : "",
            VerdictWords(comparison.Verdict) + Likelihood(comparison.PValue),
        ]));

    static string Likelihood(double? p) => p switch
    {
        null => "",
        < 0.0001 => ", p < 0.0001",
        { } known => FormattableString.Invariant($", p = {known:0.####}"),
    };

    public static XElement Conditions(MeasuredPhase before, MeasuredPhase after)
    {
        var rows = new (string Name, Func<Baseline, string> Value)[]
        {
            ("target", baseline => baseline.Target),
            ("began", baseline => FormattableString.Invariant($"{baseline.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")),
            ("to warm up", baseline => FormattableString.Invariant($"{baseline.WarmUp:N0} dropped")),
            ("at a time", baseline => FormattableString.Invariant($"{baseline.Concurrency}")
                + (baseline.PacePerSecond is { } pace ? $", {FigureWords.Number(pace)} a second" : ", one after the other")),
            ("rounds in turns", baseline => baseline.Rounds is { } rounds ? FormattableString.Invariant($"{rounds}") : ""),
            ("host", baseline => baseline.Conditions.Host + (baseline.Conditions.ProcessorCount is > 0 and var count
                ? FormattableString.Invariant($", {count} processors") : "")),
            ("others used", baseline => baseline.Conditions.OtherLoad is { } load
                ? string.Join(", ", [$"{FigureWords.Percent(load)} of the processors", .. baseline.Conditions.Busiest]) : ""),
            ("clock", baseline => baseline.Conditions.ClockSteppedMs is { } stepped ? $"set by {FigureWords.Number(stepped)} ms" : ""),
            ("ended early", baseline => baseline.EndedEarly ?? ""),
            ("measured by", baseline => baseline.MeasuredBy),
        };
        return Table(
            ["", "before", "after"],
            rows.Select(row => (string[])[row.Name, row.Value(before.Baseline), row.Value(after.Baseline)])
                .Where(row => row[1].Length + row[2].Length > 0)
                .Prepend(["samples", Samples(before), Samples(after)]));

        static string Samples(MeasuredPhase phase) => FormattableString.Invariant(
            $"{phase.Samples.Count:N0}, {phase.Samples.Count(sample => sample.Failed):N0} of them failed");
    }

    static string Side(Comparison comparison, double value, double? p95, int count) => count == 0 ? "none"
        : FormattableString.Invariant($"{FigureWords.Value(comparison, value)} of {count:N0}")
            + (p95 is { } most ? $", p95 {FigureWords.Value(comparison, most)}" : "");

    static string VerdictWords(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Better => "better",
        ComparisonVerdict.Worse => "worse",
        ComparisonVerdict.NoMeaningfulChange => "no meaningful change",
        _ => "cannot tell",
    };

    static XElement Table(string[] head, IEnumerable<string[]> rows) => new("table",
        new XElement("thead", new XElement("tr", head.Select(cell => new XElement("th", cell)))),
        new XElement("tbody", rows.Select(row => new XElement("tr", row.Select(cell => new XElement("td", PageText.Of(cell)))))));
}
