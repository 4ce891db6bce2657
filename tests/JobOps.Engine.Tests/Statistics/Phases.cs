using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>Phases to compare, made in a line.</summary>
static class Phases
{
    static readonly DateTimeOffset s_begin = new(2026, 5, 1, 14, 5, 0, TimeSpan.Zero);

    public static Baseline Baseline(Phase phase, MeasuredSource source = MeasuredSource.Uri) => new()
    {
        ChangeId = new ChangeId(42), Phase = phase, Source = source, Target = "https://shop.example/cart", StartedAt = s_begin,
        Conditions = new() { Host = "web1", ProcessorCount = 4 },
    };

    public static MeasuredPhase Of(Phase phase, IEnumerable<Sample> samples) => new(Baseline(phase), [.. samples]);

    public static Sample[] Samples(IEnumerable<double> values, CacheStatus? cache = null, string? error = null) =>
        [.. values.Select((value, index) => new Sample { DueMs = index * 100, Value = value, Cache = cache, Error = error })];

    /// <summary>Values about a middle without order, the same each time.</summary>
    public static double[] About(double middle, int count, double spread = 0.05, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => middle * (1 + spread * (2 * random.NextDouble() - 1)))];
    }

    public static IReadOnlyList<Comparison> Compare(
        IEnumerable<Sample> before, IEnumerable<Sample> after, ComparisonOptions? options = null) =>
        Compare(Of(Phase.Before, before), Of(Phase.After, after), options);

    public static IReadOnlyList<Comparison> Compare(MeasuredPhase before, MeasuredPhase after, ComparisonOptions? options = null) =>
        new JobOps.Engine.Statistics.PhaseComparer().Compare(before, after, options ?? new());

    public static Comparison Named(this IReadOnlyList<Comparison> comparisons, string metric) =>
        comparisons.Single(comparison => comparison.Metric == metric);
}
