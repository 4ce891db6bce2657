using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>Whether something happens more often than it did.</summary>
public interface ICountComparer
{
    /// <summary>
    /// How likely it is by chance to count so many or more afterwards, if it happens as often as before: the exact conditional test of two
    /// Poisson counts (Przyborowski and Wilenski 1940).
    /// </summary>
    /// <param name="before">How many were counted before.</param>
    /// <param name="beforeExposure">In how long, or among how many; above 0.</param>
    /// <param name="after">How many were counted after.</param>
    /// <param name="afterExposure">In how long, or among how many, in the same unit; above 0.</param>
    /// <returns>From 0 to 1.</returns>
    double ChanceOfSoMany(long before, double beforeExposure, long after, double afterExposure);
}

/// <summary>The engine's <see cref="ICountComparer"/>, which needs distributions out of a package.</summary>
public static class CountComparer
{
    static readonly Lazy<ICountComparer> s_instance =
        new(() => EnginePart.Create<ICountComparer>("JobOps.Engine.Statistics.CountComparer"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static ICountComparer Instance => s_instance.Value;
}
