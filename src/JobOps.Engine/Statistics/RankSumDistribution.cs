using MathNet.Numerics;

namespace JobOps.Engine.Statistics;

/// <summary>
/// How the Mann-Whitney U of two sets without ties is distributed if nothing differs, exactly: in how many of all orders so many pairs
/// have the second value above the first. The numbers are the coefficients of the Gaussian binomial (Mann and Whitney 1947), which is
/// multiplied out factor by factor; the lower half is enough, the upper one mirrors it.
/// </summary>
sealed class RankSumDistribution
{
    /// <summary>Up to so many on each side it is made; beyond that the normal distribution is as good.</summary>
    public const int Largest = 50;

    readonly long _greatest;
    readonly double[] _cumulative;

    public RankSumDistribution(int first, int second)
    {
        _greatest = (long)first * second;
        var orders = new double[_greatest / 2 + 1];
        orders[0] = 1;
        for (var factor = 1; factor <= first; factor++)
        {
            // Times 1 − q^(second + factor), by 1 − q^factor.
            for (var u = orders.Length - 1; u >= second + factor; u--)
                orders[u] -= orders[u - second - factor];
            for (var u = factor; u < orders.Length; u++)
                orders[u] += orders[u - factor];
        }
        var all = SpecialFunctions.Binomial(first + second, first);
        var sum = 0d;
        _cumulative = Array.ConvertAll(orders, count => (sum += count) / all);
    }

    /// <summary>How likely U is at least so far from its middle, to either side.</summary>
    public double TwoSided(double u) => Math.Min(1, 2 * _cumulative[(int)Math.Min(u, _greatest - u)]);

    /// <summary>The greatest place that U reaches less often than a tail allows; 0 where none is.</summary>
    /// <param name="tail">Less than a half.</param>
    public long PlaceOfTail(double tail)
    {
        var place = 0;
        while (_cumulative[place] <= tail)
            place++;
        return place;
    }
}
