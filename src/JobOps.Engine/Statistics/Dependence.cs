using MathNet.Numerics.Statistics;

namespace JobOps.Engine.Statistics;

/// <summary>
/// How far each value resembles the one before it. Values that hang together say less than as many that do not: of an autoregression
/// with the correlation r as much as n (1 − r) / (1 + r) independent ones (Bayley and Hammersley 1946).
/// </summary>
/// <param name="Correlation">Of each value's rank with that of the one before it; of ranks, because the tests are about ranks and a
/// single outlier would hide it.</param>
/// <param name="Count">How many values.</param>
/// <param name="Both">The same of both phases together.</param>
/// <param name="Detrended">Whether a drift was taken from the values first, because a line is all correlation and hides nothing.</param>
readonly record struct Dependence(double Correlation, int Count, double Both, bool Detrended)
{
    /// <summary>Above it the effective number is reduced; below it is what chance does.</summary>
    public const double Noticed = 0.2;

    // More than this cannot be told from values that only drift.
    const double Highest = 0.95;

    public bool IsNoticed => Math.Max(Correlation, Likely) > Noticed;

    // What few values show of themselves is mostly chance, and both phases measure the same thing in the same way: half-way between.
    double Likely => (Correlation + Both) / 2;

    /// <summary>By how much the variance of a mean is greater than that of independent values.</summary>
    public double Inflation
    {
        get
        {
            if (!IsNoticed)
                return 1;
            // A correlation that is taken about the values' own mean is too low by (1 + 3 r) / n, and about their line by as much again
            // and a little more (Marriott and Pope 1954).
            var (fixedBias, share) = Detrended ? (2d / Count, 4d / Count) : (1d / Count, 3d / Count);
            var corrected = share >= 1 ? Highest : Math.Min(Highest, (Likely + fixedBias) / (1 - share));
            return Math.Max(1, (1 + corrected) / (1 - corrected));
        }
    }

    /// <summary>As many independent values would say as much.</summary>
    public double EffectiveCount => Count / Inflation;

    /// <param name="before">In the order of time.</param>
    /// <param name="after">In the order of time.</param>
    /// <param name="early">The drift of those before.</param>
    /// <param name="late">The drift of those after.</param>
    public static (Dependence Before, Dependence After) Of(double[] before, double[] after, Drift early, Drift late) =>
        OfNumbers(Ranks(before), Ranks(after), early.IsSeen, late.IsSeen);

    /// <summary>Of what happened or not, which has the correlation of its ranks.</summary>
    public static (Dependence Before, Dependence After) Of(bool[] before, bool[] after) =>
        OfNumbers(Numbers(before), Numbers(after), detrendBefore: false, detrendAfter: false);

    static (Dependence Before, Dependence After) OfNumbers(double[] before, double[] after, bool detrendBefore, bool detrendAfter)
    {
        var (first, second) = (LagOne(detrendBefore ? Detrend(before) : before), LagOne(detrendAfter ? Detrend(after) : after));
        var both = (first * before.Length + second * after.Length) / (before.Length + after.Length);
        return (new(first, before.Length, both, detrendBefore), new(second, after.Length, both, detrendAfter));
    }

    static double[] Ranks(double[] values) => ArrayStatistics.RanksInplace((double[])values.Clone());

    static double[] Numbers(bool[] values) => Array.ConvertAll(values, value => value ? 1d : 0);

    // What is left beside the line of least squares.
    static double[] Detrend(double[] numbers)
    {
        var (middle, mean) = ((numbers.Length - 1) / 2d, ArrayStatistics.Mean(numbers));
        var (product, square) = (0d, 0d);
        for (var index = 0; index < numbers.Length; index++)
        {
            product += (index - middle) * (numbers[index] - mean);
            square += (index - middle) * (index - middle);
        }
        return [.. numbers.Select((number, index) => number - mean - product / square * (index - middle))];
    }

    static double LagOne(double[] numbers)
    {
        var mean = ArrayStatistics.Mean(numbers);
        var (product, square) = (0d, 0d);
        for (var index = 0; index < numbers.Length; index++)
        {
            var own = numbers[index] - mean;
            square += own * own;
            if (index > 0)
                product += own * (numbers[index - 1] - mean);
        }
        return square == 0 ? 0 : product / square;
    }
}
