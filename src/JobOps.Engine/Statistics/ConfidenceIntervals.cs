using JobOps.Measurements;
using MathNet.Numerics.Distributions;

namespace JobOps.Engine.Statistics;

/// <summary>Intervals of 95 % for what was counted.</summary>
sealed class ConfidenceIntervals : IConfidenceIntervals
{
    public (double Low, double High) OfRate(int hits, int count) => new Rate(hits, count).Interval();

    // The mean at which so many or more, and so many or fewer, are as rare as a tail: quantiles of the chi-squared distribution.
    public (double Low, double High) OfCount(int count) => (
        count == 0 ? 0 : ChiSquared.InvCDF(2d * count, Shift.Tail) / 2,
        ChiSquared.InvCDF(2d * count + 2, 1 - Shift.Tail) / 2);

    // Each value lies below the median as often as above it, whatever the distribution is.
    public (double Low, double High)? OfMedian(IReadOnlyList<double> values)
    {
        var place = PlaceInMedian(values.Count);
        if (place == 0)
            return null;
        var sorted = Series.Sorted([.. values]);
        return (sorted[place - 1], sorted[^place]);
    }

    /// <summary>The place from either end at which the interval of a median begins, counted from 1; 0 where there is none.</summary>
    public static int PlaceInMedian(int count)
    {
        var place = 0;
        while (place < count / 2 && Binomial.CDF(0.5, count, place) <= Shift.Tail)
            place++;
        return place;
    }
}
