using MathNet.Numerics.Distributions;

namespace JobOps.Engine.Statistics;

/// <summary>
/// By how much the values after lie beside those before: the median of all differences, with the interval that the Mann-Whitney test
/// does not reject (Hodges and Lehmann 1963; Hollander and Wolfe 1999, sections 4.1 to 4.3).
/// </summary>
/// <param name="Estimate">The median of all differences after − before.</param>
/// <param name="Low">The lower end of the 95 % interval; null where so few values have none.</param>
/// <param name="High">The upper end.</param>
/// <param name="PValue">Of the two-sided test.</param>
/// <param name="Missing">Where there is no interval, by how much the samples would have to be more to have one; 1 else.</param>
/// <param name="Exact">Whether test and interval are exact, and not the normal distribution's.</param>
readonly record struct Shift(double Estimate, double? Low, double? High, double PValue, double Missing, bool Exact)
{
    /// <summary>What an interval leaves out on each side.</summary>
    public const double Tail = 0.025;

    /// <param name="before">Ascending.</param>
    /// <param name="after">Ascending.</param>
    /// <param name="stretch">By how much U varies more than that of independent values does; 1 where they are.</param>
    public static Shift Of(double[] before, double[] after, double stretch = 1)
    {
        var differences = new PairwiseDifferences(before, after);
        var ranks = RankSum.Of(before, after);
        var exact = stretch == 1 && ranks.Ties == 0 && Math.Max(before.Length, after.Length) <= RankSumDistribution.Largest;
        var (place, p) = exact ? Exactly(ranks) : Normally(ranks, stretch);
        var missing = place >= 1 ? 1 : Math.Pow(-Normal.InvCDF(0, 1, Tail) * ranks.Deviation * stretch / ranks.Mean, 2);
        return new(
            differences.Median, place >= 1 ? differences.Smallest(place) : null,
            place >= 1 ? differences.Smallest(differences.Count + 1 - place) : null, p, Math.Max(1, missing), exact);
    }

    static (long Place, double P) Exactly(RankSum ranks)
    {
        var distribution = new RankSumDistribution(ranks.Before, ranks.After);
        return (distribution.PlaceOfTail(Tail), distribution.TwoSided(ranks.U));
    }

    // With the correction for continuity: U goes in steps of one.
    static (long Place, double P) Normally(RankSum ranks, double stretch)
    {
        var deviation = ranks.Deviation * stretch;
        var place = (long)Math.Floor(ranks.Mean + 0.5 + Normal.InvCDF(0, 1, Tail) * deviation);
        var distance = Math.Max(0, Math.Abs(ranks.U - ranks.Mean) - 0.5);
        return (Math.Max(0, place), deviation == 0 ? 1 : 2 * Normal.CDF(0, 1, -distance / deviation));
    }
}
