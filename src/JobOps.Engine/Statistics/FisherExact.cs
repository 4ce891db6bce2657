using MathNet.Numerics.Distributions;

namespace JobOps.Engine.Statistics;

/// <summary>Fisher's exact test of two rates (Fisher 1935): of all tables with the same margins, how likely are those that are no more
/// likely than the one that was seen.</summary>
static class FisherExact
{
    // What is equal in the mathematics may differ in the last digits.
    const double Tolerance = 1e-7;

    public static double PValue(int hits, int count, int otherHits, int otherCount)
    {
        var (all, allHits) = (count + otherCount, hits + otherHits);
        var seen = Likelihood(hits) + Tolerance;
        var (least, most) = (Math.Max(0, allHits - otherCount), Math.Min(count, allHits));
        var sum = 0d;
        for (var table = least; table <= most; table++)
        {
            var likelihood = Likelihood(table);
            if (likelihood <= seen)
                sum += Math.Exp(likelihood);
        }
        return Math.Min(1, sum);

        double Likelihood(int table) => Hypergeometric.PMFLn(all, allHits, count, table);
    }
}
