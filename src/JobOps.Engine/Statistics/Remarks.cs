using JobOps.Measurements;
using MathNet.Numerics.Statistics;

namespace JobOps.Engine.Statistics;

/// <summary>What of the values themselves makes a comparison doubtful or worth a look, as sentences.</summary>
static class Remarks
{
    // Tukey (1977) calls what lies so many times the middle half's width outside of it far out.
    const double FarOut = 3;

    public static IEnumerable<string> OfDependence(string phase, Dependence dependence)
    {
        if (dependence.IsNoticed)
            yield return Words.Text(
                $"Samples {phase} hang together (lag-1 autocorrelation {dependence.Correlation:0.00}): {dependence.Count:N0} say as ")
                + Words.Text($"much as about {Math.Max(1, dependence.EffectiveCount):N0}, and the interval is wider for it.");
    }

    public static IEnumerable<string> OfDrift(string phase, Drift drift, ComparisonScale scale, string unit, bool inTurns)
    {
        if (drift.IsSeen)
            yield return $"It drifted within the phase {phase}: the last third is "
                + $"{FigureWords.Change(Shown(drift.Size, scale), scale, unit)} "
                + (inTurns ? "than the first; the phases were measured in turns, so it hits both." : "than the first.");
    }

    public static IEnumerable<string> OfOutliers(string phase, Series series, ComparisonScale scale, string unit)
    {
        var sorted = Series.Sorted(series.Values);
        var (lower, upper) = (SortedArrayStatistics.LowerQuartile(sorted), SortedArrayStatistics.UpperQuartile(sorted));
        var reach = FarOut * (upper - lower);
        var far = sorted.Where(value => value < lower - reach || value > upper + reach).ToList();
        // Where most are equal everything else lies far out, and says nothing.
        if (far.Count > 0 && reach > 0)
            yield return Words.Text($"{far.Count:N0} of {Words.Samples(series.Count)} {phase} {(far.Count == 1 ? "lies" : "lie")} far out ")
                + $"({Span(Shown(far[0], scale), Shown(far[^1], scale), unit)}); all of them count.";
    }

    public static IEnumerable<string> OfTurns(Turns? turns)
    {
        if (turns?.LeftOut > 0)
            yield return Words.Text($"{Words.Samples(turns.LeftOut)} of rounds that have only one phase are not compared.");
    }

    static string Span(double low, double high, string unit) => FigureWords.WithUnit(
        low == high ? FigureWords.Number(low) : $"{FigureWords.Number(low)} to {FigureWords.Number(high)}", unit);

    static double Shown(double value, ComparisonScale scale) => scale == ComparisonScale.Ratio ? Math.Exp(value) : value;
}
