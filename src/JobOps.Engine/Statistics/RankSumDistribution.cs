namespace JobOps.Engine.Statistics;

/// <summary>
/// How the Mann-Whitney U of two sets without ties is distributed if nothing differs, exactly: in how many of all orders so many pairs
/// have the second value above the first (Mann and Whitney 1947, their recurrence, in probabilities instead of counts).
/// </summary>
sealed class RankSumDistribution
{
    /// <summary>Up to so many on each side it is made; beyond that the normal distribution is as good.</summary>
    public const int Largest = 50;

    readonly double[] _cumulative;

    public RankSumDistribution(int first, int second)
    {
        // probabilities[j] is the distribution for i of the first set and j of the second; i grows.
        var probabilities = new double[second + 1][];
        for (var j = 0; j <= second; j++)
            probabilities[j] = [1];
        for (var i = 1; i <= first; i++)
        {
            for (var j = 1; j <= second; j++)
            {
                var (fewer, left) = (probabilities[j], probabilities[j - 1]);
                var next = new double[i * j + 1];
                var share = (double)i / (i + j);
                // The greatest of all is of the first set: no second value is above it.
                for (var u = 0; u < fewer.Length; u++)
                    next[u] = fewer[u] * share;
                // Or of the second: it is above all of the first.
                for (var u = 0; u < left.Length; u++)
                    next[u + i] += left[u] * (1 - share);
                probabilities[j] = next;
            }
        }
        _cumulative = probabilities[second];
        for (var u = 1; u < _cumulative.Length; u++)
            _cumulative[u] += _cumulative[u - 1];
    }

    /// <summary>How likely U is at most so great.</summary>
    public double AtMost(long u) => u < 0 ? 0 : u >= _cumulative.Length ? 1 : _cumulative[u];

    /// <summary>How likely U is at least so far from its middle, to either side.</summary>
    public double TwoSided(double u)
    {
        var nearer = (long)Math.Min(u, _cumulative.Length - 1 - u);
        return Math.Min(1, 2 * AtMost(nearer));
    }

    /// <summary>The greatest place that U reaches less often than a tail allows; 0 where none is.</summary>
    public long PlaceOfTail(double tail)
    {
        var place = 0L;
        while (AtMost(place) <= tail)
            place++;
        return place;
    }
}
