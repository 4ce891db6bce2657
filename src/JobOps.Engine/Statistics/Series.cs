namespace JobOps.Engine.Statistics;

/// <summary>Values of one phase.</summary>
/// <param name="Values">In the order of time.</param>
/// <param name="Rounds">The round of each, where all have one.</param>
sealed record Series(double[] Values, int[]? Rounds)
{
    public int Count => Values.Length;

    /// <summary>The same on another scale.</summary>
    public Series Scaled(Func<double, double> scale) => this with { Values = Array.ConvertAll(Values, value => scale(value)) };

    /// <summary>The values in ascending order.</summary>
    public static double[] Sorted(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return sorted;
    }
}
