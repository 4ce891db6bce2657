using JobOps.Changes;
using JobOps.Measurements;

namespace JobOps.Wording;

/// <summary>How the figures of a delivery are said.</summary>
public static class DeliveryWords
{
    /// <summary>The unit of what is counted over time.</summary>
    public const string AWeek = "a week";
    /// <summary>The unit of what takes time; it is said in days, hours, minutes or seconds, as it fits.</summary>
    public const string Hours = "hours";
    /// <summary>Where nothing can be said.</summary>
    public const string TooFew = "too few";

    /// <summary>The figure: <c>1.4 a week</c>, <c>2 d 3 h</c>, <c>12 %</c>.</summary>
    public static string Value(DeliveryMetric metric) => metric.Value is { } value ? Figure(metric.Unit, value) : TooFew;

    /// <summary>Its 95 % interval: <c>0.9 to 2.1</c>.</summary>
    public static string Interval(DeliveryMetric metric) =>
        metric is { Low: { } low, High: { } high } ? $"{Bare(metric.Unit, low)} to {Bare(metric.Unit, high)}" : TooFew;

    /// <summary>What it was counted from: <c>3 of 12</c>.</summary>
    public static string Count(DeliveryMetric metric) =>
        FormattableString.Invariant($"{metric.Count}{(metric.Of is { } of ? FormattableString.Invariant($" of {of}") : "")}");

    /// <summary>The time that was looked at.</summary>
    public static string Time(DeliveryMetric metric) => $"{TimeWords.At(metric.Since)} to {TimeWords.At(metric.Until)}";

    /// <summary>A value in its unit.</summary>
    public static string Figure(string unit, double value) => unit == AWeek ? $"{Bare(unit, value)} {AWeek}" : Bare(unit, value);

    static string Bare(string unit, double value) => unit switch
    {
        AWeek => FigureWords.Number(value),
        Hours => TimeWords.Took(TimeSpan.FromHours(value)),
        _ => FigureWords.Percent(value),
    };
}
