using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>Which metrics two phases have in common.</summary>
static class PhaseMetrics
{
    public const string ErrorRate = "error rate";
    public const string CacheHitRate = "cache hit rate";
    public const string DatabaseCalls = "database calls per sample";

    /// <summary>What the measured value is called.</summary>
    public static string NameOfValue(Baseline baseline) => baseline switch
    {
        { Source: MeasuredSource.Uri, Unit: "ms" } => "response time",
        { Source: MeasuredSource.Command or MeasuredSource.ScriptBlock, Unit: "ms" } => "time",
        // What the numbers are, in words.
        { Source: MeasuredSource.Input, Target: { Length: > 0 } target } => target,
        { Unit: { Length: > 0 } unit } => unit,
        _ => "value",
    };

    /// <summary>The value first.</summary>
    public static IEnumerable<Metric> Of(MeasuredPhase before, MeasuredPhase after)
    {
        var (first, second) = (before.Samples, after.Samples);
        var name = NameOfValue(after.Baseline);
        ValueMetric Values(string called, Func<Sample, bool> which) => new(
            called, after.Baseline.Unit, after.Baseline.HigherIsBetter,
            SeriesOf(first, sample => !sample.Failed && which(sample) ? sample.Value : null),
            SeriesOf(second, sample => !sample.Failed && which(sample) ? sample.Value : null))
        {
            WhyNone = WhyNone(first, "before") ?? WhyNone(second, "after") ?? "there are none in one phase",
        };

        yield return Values(name, _ => true);
        // Numbers from elsewhere can hardly fail.
        if (after.Baseline.Source != MeasuredSource.Input || first.Concat(second).Any(sample => sample.Failed))
            yield return new RateMetric(
                ErrorRate, HigherIsBetter: false, [.. first.Select(sample => sample.Failed)], [.. second.Select(sample => sample.Failed)]);
        if (first.Any(sample => sample.Cache is not null) && second.Any(sample => sample.Cache is not null))
        {
            yield return new RateMetric(CacheHitRate, HigherIsBetter: true, Hits(first), Hits(second));
            // Apart, so that a lucky hit is not taken for a fix.
            if (HaveSuccess(first, second, IsHit))
                yield return Values($"{name} of cache hits", IsHit);
            if (HaveSuccess(first, second, IsOther))
                yield return Values($"{name} of cache misses", IsOther);
        }
        var calls = new ValueMetric(
            DatabaseCalls, "", HigherIsBetter: false,
            SeriesOf(first, sample => sample.Failed ? null : sample.DatabaseCalls),
            SeriesOf(second, sample => sample.Failed ? null : sample.DatabaseCalls));
        if (calls.Before.Count > 0 && calls.After.Count > 0)
            yield return calls;
    }

    static bool IsHit(Sample sample) => sample.Cache == CacheStatus.Hit;

    // What a cache had to ask about, or was told not to answer, the origin answered.
    static bool IsOther(Sample sample) => sample.Cache is { } status && status != CacheStatus.Hit;

    static bool[] Hits(IReadOnlyList<Sample> samples) => [.. samples.Where(sample => sample.Cache is not null).Select(IsHit)];

    static bool HaveSuccess(IReadOnlyList<Sample> first, IReadOnlyList<Sample> second, Func<Sample, bool> which) =>
        first.Any(sample => !sample.Failed && which(sample)) && second.Any(sample => !sample.Failed && which(sample));

    static string? WhyNone(IReadOnlyList<Sample> samples, string phase) =>
        samples.Any(sample => !sample.Failed) ? null
        : samples.Count == 0 ? $"there are no samples {phase}"
        : $"all {Words.Samples(samples.Count)} {phase} failed ({samples.GroupBy(sample => sample.Error).MaxBy(kind => kind.Count())!.Key})";

    static Series SeriesOf(IReadOnlyList<Sample> samples, Func<Sample, double?> value)
    {
        var values = new List<double>(samples.Count);
        var rounds = new List<int>(samples.Count);
        foreach (var sample in samples)
            if (value(sample) is { } number)
            {
                values.Add(number);
                if (sample.Round is { } round)
                    rounds.Add(round);
            }
        return new([.. values], rounds.Count == values.Count && values.Count > 0 ? [.. rounds] : null);
    }
}
