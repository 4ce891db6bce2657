namespace JobOps.Measurements;

/// <summary>What two sets of measurements allow to say. Nothing more may be claimed.</summary>
public enum MetricVerdict
{
    /// <summary>The middle halves of the two sets overlap, or there are too few measurements.</summary>
    CannotTell,
    Improved,
    Worsened,
}

/// <summary>A metric before and after a change. Lower is better.</summary>
/// <param name="Name">What was measured, for example <c>response time</c>.</param>
/// <param name="Unit">For example <c>ms</c>.</param>
/// <param name="Before">Median before.</param>
/// <param name="After">Median after.</param>
/// <param name="BeforeCount">Measurements before.</param>
/// <param name="AfterCount">Measurements after.</param>
/// <param name="Verdict">What the data allow to say.</param>
public sealed record MetricComparison(
    string Name, string Unit, double Before, double After, int BeforeCount, int AfterCount, MetricVerdict Verdict)
{
    /// <summary>Fewer measurements than this on a side say nothing.</summary>
    public const int FewestMeasurements = 5;

    /// <summary>
    /// Compares by quartiles: a difference is claimed only where the middle half of one set lies wholly outside the
    /// middle half of the other.
    /// </summary>
    public static MetricComparison Of(
        string name, string unit, IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        var verdict = MetricVerdict.CannotTell;
        if (before.Count >= FewestMeasurements && after.Count >= FewestMeasurements)
        {
            if (Quantile(after, 0.75) < Quantile(before, 0.25))
                verdict = MetricVerdict.Improved;
            else if (Quantile(after, 0.25) > Quantile(before, 0.75))
                verdict = MetricVerdict.Worsened;
        }
        return new(name, unit, Quantile(before, 0.5), Quantile(after, 0.5), before.Count, after.Count, verdict);
    }

    /// <summary>The value below which the fraction <paramref name="q"/> lies, linear between neighbours; 0 for none.</summary>
    public static double Quantile(IReadOnlyList<double> values, double q)
    {
        if (values.Count == 0)
            return 0;
        var sorted = values.Order().ToArray();
        var position = q * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }

    /// <summary>For people: <c>response time 12.1 → 11.9 ms: cannot tell (20 and 5 measurements)</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Name} {Before:0.0} → {After:0.0} {Unit}: {Words} ({BeforeCount} and {AfterCount} measurements)");

    string Words => Verdict switch
    {
        MetricVerdict.Improved => "improved",
        MetricVerdict.Worsened => "worsened",
        _ => "cannot tell",
    };
}
