using JobOps.Measurements;
using static JobOps.Engine.Tests.Statistics.Phases;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>A lucky cache hit is not called a fix.</summary>
public class CacheMixTests
{
    [Fact]
    public void More_hits_alone_are_no_improvement()
    {
        var comparisons = Compare(Mixed(hits: 20, misses: 20, hit: 10, miss: 400), Mixed(hits: 36, misses: 20, hit: 10, miss: 400));
        var lucky = Compare(Mixed(hits: 6, misses: 34, hit: 10, miss: 400), Mixed(hits: 34, misses: 6, hit: 10, miss: 400))[0];

        Assert.Equal(["response time", "error rate", "cache hit rate", "response time of cache hits", "response time of cache misses"],
            comparisons.Select(comparison => comparison.Metric));
        Assert.NotEqual(ComparisonVerdict.Better, comparisons[0].Verdict);
        Assert.Equal(ComparisonVerdict.NoMeaningfulChange, lucky.Verdict);
        Assert.EndsWith(
            "but cache hits went from 15 % to 85 % and neither hits nor misses apart differ: no meaningful change.", lucky.Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_hits_after_only_misses_do_not_tell()
    {
        var comparisons = Compare(Mixed(hits: 0, misses: 30, hit: 0, miss: 400), Mixed(hits: 30, misses: 0, hit: 10, miss: 0));

        Assert.Equal(ComparisonVerdict.CannotTell, comparisons[0].Verdict);
        Assert.Contains("but cache hits went from 0 % to 100 %: cannot tell; neither hits nor misses apart are shown to be better",
            comparisons[0].Sentence, StringComparison.Ordinal);
        Assert.Contains(comparisons[0].Remarks, remark => remark.Contains("\"cache hit rate\" as the primary", StringComparison.Ordinal));
        Assert.Equal(ComparisonVerdict.Better, comparisons.Named("cache hit rate").Verdict);
    }

    [Fact]
    public void Misses_that_are_faster_are_an_improvement_whatever_the_mix()
    {
        var comparison = Compare(Mixed(hits: 6, misses: 34, hit: 10, miss: 400), Mixed(hits: 34, misses: 6, hit: 10, miss: 200))[0];

        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
        Assert.EndsWith("but cache hits went from 15 % to 85 %: better.", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Slower_misses_behind_more_hits_are_not_called_better()
    {
        var comparison = Compare(Mixed(hits: 6, misses: 34, hit: 20, miss: 400), Mixed(hits: 34, misses: 6, hit: 10, miss: 900))[0];

        Assert.Equal(ComparisonVerdict.CannotTell, comparison.Verdict);
        Assert.EndsWith("cannot tell; of hits and misses one is better and one is worse.", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_mix_is_not_mentioned()
    {
        var comparison = Compare(Mixed(hits: 20, misses: 20, hit: 10, miss: 400), Mixed(hits: 20, misses: 20, hit: 5, miss: 200))[0];

        Assert.DoesNotContain("cache", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Hits_that_only_one_phase_knows_of_do_not_tell()
    {
        var comparisons = Compare(Samples(About(400, 30)), Samples(About(10, 30), CacheStatus.Hit));

        Assert.Equal(ComparisonVerdict.CannotTell, comparisons[0].Verdict);
        Assert.Contains("a cache answered 100 % after, and before nobody knows", comparisons[0].Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(comparisons, comparison => comparison.Metric == "cache hit rate");
    }

    // In turns as far as there are both, so that nothing drifts.
    static Sample[] Mixed(int hits, int misses, double hit, double miss)
    {
        var random = new Random(hits);
        Sample[] samples =
        [
            .. Samples(About(hit, hits, seed: hits), CacheStatus.Hit), .. Samples(About(miss, misses, seed: misses), CacheStatus.Miss),
        ];
        random.Shuffle(samples);
        return samples;
    }
}
