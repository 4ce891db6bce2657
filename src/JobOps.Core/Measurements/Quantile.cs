namespace JobOps.Measurements;

/// <summary>Quantiles of a sample.</summary>
public static class Quantile
{
    /// <summary>The value below which the fraction <paramref name="q"/> lies, linear between neighbours (Hyndman and Fan's type 7, as in
    /// R); 0 for none.</summary>
    public static double Of(IReadOnlyList<double> values, double q)
    {
        if (values.Count == 0)
            return 0;
        var sorted = values.Order().ToArray();
        var position = q * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
