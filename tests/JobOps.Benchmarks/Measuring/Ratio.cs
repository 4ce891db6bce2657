namespace JobOps.Benchmarks.Measuring;

/// <summary>How many times as fast as what it is compared with, of pairs that were measured one right after the other.</summary>
/// <param name="Median">Of all pairs.</param>
/// <param name="Least">The pair that says least.</param>
/// <param name="Most">The pair that says most.</param>
sealed record Ratio(double Median, double Least, double Most)
{
    /// <param name="pairs">At least one.</param>
    public static Ratio Of(IReadOnlyList<double> pairs) => new(Quantile.Of(pairs, 0.5), pairs.Min(), pairs.Max());
}
