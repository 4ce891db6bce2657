using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Statistics;

/// <summary>Which metrics two phases have in common.</summary>
static class PhaseMetrics
{
    /// <summary>The value first.</summary>
    public static IEnumerable<Metric> Of(MeasuredPhase before, MeasuredPhase after)
    {
        var (first, second) = (before.Samples, after.Samples);
        var name = MeasuredMetric.NameOfValue(after.Baseline);
        ValueMetric Values(string metric, string unit, bool higherIsBetter) =>
            new(metric, unit, higherIsBetter, SeriesOf(first, metric), SeriesOf(second, metric))
            {
                WhyNone = WhyNone(first, "before") ?? WhyNone(second, "after") ?? "one phase has none",
            };
        ValueMetric OfValue(string metric) => Values(metric, Visible.Line(after.Baseline.Unit), after.Baseline.HigherIsBetter);
        RateMetric Rate(string metric, bool higherIsBetter) =>
            new(metric, higherIsBetter, StatesOf(first, metric), StatesOf(second, metric));

        yield return OfValue(name);
        // Numbers from elsewhere can hardly fail.
        if (after.Baseline.Source != MeasuredSource.Input || first.Concat(second).Any(sample => sample.Failed))
            yield return Rate(MeasuredMetric.ErrorRate, higherIsBetter: false);
        if (Rate(MeasuredMetric.CacheHitRate, higherIsBetter: true) is { Before.Length: > 0, After.Length: > 0 } hits)
            yield return hits;
        // Hits and misses apart, so that a lucky hit is not taken for a fix.
        foreach (var part in new[]
                 {
                     OfValue(MeasuredMetric.NameOfHits(name)), OfValue(MeasuredMetric.NameOfMisses(name)),
                     Values(MeasuredMetric.DatabaseCalls, "", higherIsBetter: false),
                 })
            if (part is { Before.Count: > 0, After.Count: > 0 })
                yield return part;
    }

    static bool[] StatesOf(IReadOnlyList<Sample> samples, string metric) =>
        [.. samples.Select(sample => MeasuredMetric.StateOf(sample, metric)).OfType<bool>()];

    static string? WhyNone(IReadOnlyList<Sample> samples, string phase) =>
        samples.Any(sample => !sample.Failed) ? null
        : samples.Count == 0 ? $"there are no samples {phase}"
        : $"all {Words.Samples(samples.Count)} {phase} failed ({samples.GroupBy(sample => sample.Error).MaxBy(kind => kind.Count())!.Key})";

    static Series SeriesOf(IReadOnlyList<Sample> samples, string metric)
    {
        var values = new List<double>(samples.Count);
        var rounds = new List<int>(samples.Count);
        foreach (var sample in samples)
            if (MeasuredMetric.ValueOf(sample, metric) is { } number)
            {
                values.Add(number);
                if (sample.Round is { } round)
                    rounds.Add(round);
            }
        return new([.. values], rounds.Count == values.Count && values.Count > 0 ? [.. rounds] : null);
    }
}
