using JobOps.Measurements;
using MathNet.Numerics.Distributions;

namespace JobOps.Engine.Statistics;

/// <inheritdoc/>
sealed class CountComparer : ICountComparer
{
    // Of all that were counted, those of the time after are binomial, if nothing but the lengths of the times decides.
    public double ChanceOfSoMany(long before, double beforeExposure, long after, double afterExposure)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beforeExposure);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(afterExposure);
        var all = (int)Math.Min(before + after, int.MaxValue);
        return after == 0 ? 1 : 1 - Binomial.CDF(afterExposure / (beforeExposure + afterExposure), all, after - 1);
    }
}
