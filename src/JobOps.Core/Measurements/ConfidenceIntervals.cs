using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>Between what the true figure lies, in 95 of 100 cases, where few things were counted.</summary>
public interface IConfidenceIntervals
{
    /// <summary>Of a rate, from 0 to 1 (Wilson 1927).</summary>
    /// <param name="hits">How many are something.</param>
    /// <param name="count">Of how many; at least 1.</param>
    (double Low, double High) OfRate(int hits, int count);

    /// <summary>Of how often something happens, of which so many were counted in a time (exact Poisson, Garwood 1936).</summary>
    /// <param name="count">0 or more.</param>
    (double Low, double High) OfCount(int count);

    /// <summary>Of a median: two of the values themselves (order statistics, binomial); null where there are fewer than six.</summary>
    (double Low, double High)? OfMedian(IReadOnlyList<double> values);
}

/// <summary>The engine's <see cref="IConfidenceIntervals"/>, which needs distributions out of a package.</summary>
public static class ConfidenceIntervals
{
    static readonly Lazy<IConfidenceIntervals> s_instance =
        new(() => EnginePart.Create<IConfidenceIntervals>("JobOps.Engine.Statistics.ConfidenceIntervals"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static IConfidenceIntervals Instance => s_instance.Value;
}
