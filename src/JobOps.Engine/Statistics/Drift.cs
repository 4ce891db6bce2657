using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace JobOps.Engine.Statistics;

/// <summary>
/// Whether values went up or down while they were measured: Spearman's rank correlation of value and order. What drifts goes on between
/// the phases, and may be all that differs.
/// </summary>
/// <param name="Score">The correlation as a value of the standard normal distribution; its sign is that of the drift.</param>
/// <param name="Size">The median of the last third less that of the first.</param>
readonly record struct Drift(double Score, double Size)
{
    const double Level = 0.01;
    // Of both together, which only bears on the verdict where they would explain it.
    const double LevelOfBoth = 0.1;
    // From the middle of the first third to that of the last are two thirds of a phase; from phase to phase it is a whole one.
    const double FromPhaseToPhase = 1.5;

    public bool IsSeen => PValue(Score) < Level;

    /// <summary>What the drifts that are seen would make of the values from one phase to the next, if they went on.</summary>
    public static IEnumerable<double> Continued(Drift before, Drift after) =>
        new[] { before, after }.Where(drift => drift.IsSeen).Select(drift => drift.Size * FromPhaseToPhase);

    /// <summary>The same of a drift that shows in both, weakly (Stouffer 1949); null for none.</summary>
    public static double? ContinuedOfBoth(Drift before, Drift after) =>
        PValue((before.Score + after.Score) / Math.Sqrt(2)) < LevelOfBoth ? (before.Size + after.Size) / 2 * FromPhaseToPhase : null;

    /// <param name="values">In the order of time.</param>
    public static Drift Of(double[] values)
    {
        var count = values.Length;
        var third = count / 3;
        if (third == 0)
            return default;
        var ranks = ArrayStatistics.RanksInplace((double[])values.Clone());
        var order = new double[count];
        for (var index = 0; index < count; index++)
            order[index] = index + 1;
        var rho = Correlation.Pearson(ranks, order);
        // All equal has no correlation; a perfect one has no finite t.
        if (double.IsNaN(rho))
            return default;
        var freedom = count - 2;
        var t = rho * Math.Sqrt(freedom / Math.Max(double.Epsilon, 1 - rho * rho));
        var score = -Normal.InvCDF(0, 1, StudentT.CDF(0, 1, freedom, -Math.Abs(t)));
        return new(Math.Sign(rho) * score, values[^third..].Median() - values[..third].Median());
    }

    static double PValue(double score) => 2 * Normal.CDF(0, 1, -Math.Abs(score));
}
