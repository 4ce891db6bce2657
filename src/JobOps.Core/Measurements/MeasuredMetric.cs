using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>What the metrics of a measurement are called, and what a sample is to each.</summary>
public static class MeasuredMetric
{
    public const string ErrorRate = "error rate";
    public const string CacheHitRate = "cache hit rate";
    public const string DatabaseCalls = "database calls per sample";

    const string OfHits = " of cache hits";
    const string OfMisses = " of cache misses";

    /// <summary>What the measured value is called: <c>response time</c>, <c>time</c>, or what the numbers are, in words.</summary>
    public static string NameOfValue(Baseline baseline) => baseline switch
    {
        { Source: MeasuredSource.Uri, Unit: "ms" } => "response time",
        { Source: MeasuredSource.Command or MeasuredSource.ScriptBlock, Unit: "ms" } => "time",
        { Source: MeasuredSource.Input, Target: { Length: > 0 } target } => Visible.Line(target),
        { Unit: { Length: > 0 } unit } => Visible.Line(unit),
        _ => "value",
    };

    /// <summary>The value of what a cache answered.</summary>
    public static string NameOfHits(string value) => value + OfHits;

    /// <summary>The value of what a cache did not answer: it had nothing, asked whether it still held, or was told not to.</summary>
    public static string NameOfMisses(string value) => value + OfMisses;

    /// <summary>Whether a metric is a share of the samples.</summary>
    public static bool IsRate(string metric) => metric is ErrorRate or CacheHitRate;

    /// <summary>What a sample brings to a metric of values; null where it has no part in it, as what failed has none.</summary>
    public static double? ValueOf(Sample sample, string metric)
    {
        if (sample.Failed)
            return null;
        if (metric == DatabaseCalls)
            return sample.DatabaseCalls;
        var belongs = metric.EndsWith(OfHits, StringComparison.Ordinal) ? sample.Cache == CacheStatus.Hit
            : !metric.EndsWith(OfMisses, StringComparison.Ordinal) || sample.Cache is { } status && status != CacheStatus.Hit;
        return belongs ? sample.Value : null;
    }

    /// <summary>Whether a sample counts among those of a rate; null where nobody knows.</summary>
    public static bool? StateOf(Sample sample, string metric) =>
        metric == ErrorRate ? sample.Failed : sample.Cache is { } status ? status == CacheStatus.Hit : null;
}
