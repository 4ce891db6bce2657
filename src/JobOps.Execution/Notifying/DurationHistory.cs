namespace JobOps.Execution;

/// <summary>How long runs of a job have taken, and what is unusual beside that.</summary>
/// <remarks>
/// On a scale of ratios, because times have no upper end: the median of the logarithms, and the median absolute deviation from it, which a
/// few odd runs do not move (Hampel's rule). Unusual is what is further away than four times the deviation of a normal distribution and
/// than a factor of two, and by more than five seconds.
/// </remarks>
public sealed class DurationHistory
{
    /// <summary>So many runs are looked back.</summary>
    public const int Most = 50;

    /// <summary>Of fewer runs nothing is said.</summary>
    public const int Least = 10;

    // What makes the median absolute deviation of a normal distribution its standard deviation.
    const double NormalConsistency = 1.4826;

    const double Deviations = 4;

    static readonly double s_leastFactor = Math.Log(2);

    // What nobody would miss.
    static readonly TimeSpan s_leastDifference = TimeSpan.FromSeconds(5);

    readonly double _middle;
    readonly double _distance;

    DurationHistory(double middle, double distance)
    {
        _middle = middle;
        _distance = distance;
    }

    /// <summary>The median.</summary>
    public TimeSpan Usual => TimeSpan.FromSeconds(Math.Exp(_middle));

    /// <summary>Null where there are too few runs to say anything.</summary>
    public static DurationHistory? Of(IReadOnlyCollection<TimeSpan> durations)
    {
        if (durations.Count < Least)
            return null;
        // A run of no time at all has no logarithm.
        var logarithms = durations.Select(duration => Math.Log(Math.Max(duration.TotalSeconds, 0.001))).ToList();
        var middle = Median(logarithms);
        var deviation = NormalConsistency * Median([.. logarithms.Select(value => Math.Abs(value - middle))]);
        return new(middle, Math.Max(Deviations * deviation, s_leastFactor));
    }

    public bool IsLong(TimeSpan duration) => duration > Usual + s_leastDifference && Math.Log(duration.TotalSeconds) > _middle + _distance;

    public bool IsShort(TimeSpan duration) =>
        duration < Usual - s_leastDifference && Math.Log(Math.Max(duration.TotalSeconds, 0.001)) < _middle - _distance;

    static double Median(List<double> values)
    {
        values.Sort();
        var half = values.Count / 2;
        return values.Count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
