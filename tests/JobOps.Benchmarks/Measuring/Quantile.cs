namespace JobOps.Benchmarks.Measuring;

/// <summary>Where a fraction of the values lies below.</summary>
static class Quantile
{
    /// <param name="values">At least one.</param>
    /// <param name="fraction">0 to 1.</param>
    /// <returns>Between two values, in proportion.</returns>
    public static double Of(IReadOnlyList<double> values, double fraction)
    {
        var ordered = values.Order().ToList();
        var place = fraction * (ordered.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, ordered.Count - 1);
        return ordered[below] + (ordered[above] - ordered[below]) * (place - below);
    }
}
