using MathNet.Numerics.Distributions;

namespace JobOps.Engine.Statistics;

/// <summary>Of how many, how many are something.</summary>
readonly record struct Rate(double Hits, double Count)
{
    static readonly double s_z = -Normal.InvCDF(0, 1, Shift.Tail);

    public double Value => Count == 0 ? 0 : Hits / Count;

    /// <summary>The 95 % interval (Wilson 1927), which stays between 0 and 1 and has a width at 0 of n, too.</summary>
    public (double Low, double High) Interval()
    {
        var square = s_z * s_z;
        var middle = 2 * Hits + square;
        var half = s_z * Math.Sqrt(square + 4 * Hits * (1 - Value));
        return (Math.Max(0, (middle - half) / (2 * (Count + square))), Math.Min(1, (middle + half) / (2 * (Count + square))));
    }

    /// <summary>The 95 % interval of this rate less another: the hybrid of both Wilson intervals (Newcombe 1998, method 10).</summary>
    public (double Low, double High) IntervalLess(Rate other)
    {
        var (own, others) = (Interval(), other.Interval());
        var difference = Value - other.Value;
        return (
            difference - Math.Sqrt(Square(Value - own.Low) + Square(others.High - other.Value)),
            difference + Math.Sqrt(Square(own.High - Value) + Square(other.Value - others.Low)));
    }

    static double Square(double value) => value * value;
}
