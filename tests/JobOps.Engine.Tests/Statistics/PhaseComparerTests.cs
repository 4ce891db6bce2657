using System.Globalization;
using JobOps.Measurements;
using static JobOps.Engine.Tests.Statistics.Phases;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>What a comparison claims, and what it does not.</summary>
public class PhaseComparerTests
{
    [Fact]
    public void The_engine_is_found_by_its_name()
    {
        var comparison = PhaseComparer.Instance.Compare(
            Of(Phase.Before, Samples(About(400, 20))), Of(Phase.After, Samples(About(250, 20, seed: 2))), new())[0];

        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
    }

    [Fact]
    public void Faster_beyond_the_margin_is_better_and_one_sentence_says_so()
    {
        var comparison = Compare(Samples(About(400, 30)), Samples(About(250, 30, seed: 2)))[0];

        Assert.True(comparison.Primary);
        Assert.Equal("response time", comparison.Metric);
        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
        Assert.InRange(comparison.Ratio!.Value, 0.61, 0.64);
        Assert.True(comparison.Low < comparison.Ratio && comparison.Ratio < comparison.High);
        Assert.True(comparison.BeforeP95 > comparison.Before);
        Assert.Matches(
            @"^Response time is 3\d % lower \(\d{3} → \d{3} ms, 95 % between 3\d % and 3\d % lower\): better\.$", comparison.Sentence);
        Assert.Contains("exact Mann-Whitney", comparison.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Slower_is_worse_unless_more_is_better()
    {
        var (before, after) = (Samples(About(100, 30)), Samples(About(150, 30)));
        MeasuredPhase Rate(Phase phase, Sample[] samples) => new(
            Baseline(phase, MeasuredSource.Input) with { Target = "requests a second", Unit = "req/s", HigherIsBetter = true }, samples);

        Assert.Equal(ComparisonVerdict.Worse, Compare(before, after)[0].Verdict);
        var comparison = Assert.Single(Compare(Rate(Phase.Before, before), Rate(Phase.After, after)));
        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
        Assert.StartsWith("Requests a second are 50 % higher (100 → 151 req/s, ", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Inside_the_margin_nothing_meaningful_changed()
    {
        var comparison = Compare(Samples(About(400, 40)), Samples(About(402, 40, seed: 2)))[0];

        Assert.Equal(ComparisonVerdict.NoMeaningfulChange, comparison.Verdict);
        Assert.StartsWith("Response time is about the same (", comparison.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(": no meaningful change.", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Across_the_margin_it_says_how_many_more_samples_would_tell()
    {
        double[] Values(int count, double middle, int seed) => About(middle, count, 0.5, seed);
        var few = Compare(Samples(Values(20, 100, 1)), Samples(Values(20, 85, 2)))[0];

        Assert.Equal(ComparisonVerdict.CannotTell, few.Verdict);
        Assert.EndsWith(
            string.Create(CultureInfo.InvariantCulture, $": cannot tell; about {few.MoreNeeded:N0} more samples a phase would."),
            few.Sentence, StringComparison.Ordinal);
        Assert.True(few.MoreNeeded > 0);
    }

    [Theory]
    [InlineData(0.7, ComparisonVerdict.Better)]
    [InlineData(1, ComparisonVerdict.NoMeaningfulChange)]
    public void As_many_more_as_it_says_mostly_tell(double change, ComparisonVerdict expected)
    {
        // Twenty times, because what is asked for is about right on average.
        var told = Enumerable.Range(0, 20).Count(seed =>
        {
            Sample[] Values(int count, double middle, int of) => Samples(About(middle, count, 0.6, 10 * seed + of));
            var first = Compare(Values(20, 100, 1), Values(20, 100 * change, 2))[0];
            var enough = 20 + 2 * (first.MoreNeeded ?? 100);
            return Compare(Values(enough, 100, 3), Values(enough, 100 * change, 4))[0].Verdict == expected;
        });

        Assert.InRange(told, 13, 20);
    }

    [Theory]
    [InlineData(1, 30, "1 sample is too few", 4)]
    [InlineData(30, 4, "4 samples are too few", 1)]
    public void Too_few_samples_say_nothing(int before, int after, string why, int more)
    {
        var comparison = Compare(Samples(About(400, before)), Samples(About(100, after)))[0];

        Assert.Equal(ComparisonVerdict.CannotTell, comparison.Verdict);
        Assert.Null(comparison.Low);
        Assert.Equal(more, comparison.MoreNeeded);
        Assert.Contains(why, comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_constants_are_exactly_equal()
    {
        var comparison = Compare(Samples(Enumerable.Repeat(12d, 5)), Samples(Enumerable.Repeat(12d, 5)))[0];

        Assert.Equal(ComparisonVerdict.NoMeaningfulChange, comparison.Verdict);
        Assert.Equal((1, 1, 1), (comparison.Ratio, comparison.Low, comparison.High));
        Assert.Equal("Response time is exactly equal (12 ms in all 5 samples): no meaningful change.", comparison.Sentence);
    }

    [Fact]
    public void Constants_that_differ_differ() => Assert.Equal(
        ComparisonVerdict.Better, Compare(Samples(Enumerable.Repeat(12d, 9)), Samples(Enumerable.Repeat(3d, 9)))[0].Verdict);

    [Fact]
    public void Where_all_failed_nobody_can_tell()
    {
        var comparisons = Compare(Samples(About(100, 20)), Samples(About(5, 20), error: "status 503"));

        Assert.Equal("Response time: cannot tell; all 20 samples after failed (status 503).", comparisons[0].Sentence);
        Assert.Equal(0, comparisons[0].AfterCount);
        Assert.Null(comparisons[0].Ratio);
        Assert.Equal(ComparisonVerdict.Worse, comparisons.Named("error rate").Verdict);
        Assert.StartsWith(
            "Error rate is 100 points higher (0 % → 100 % of 20 samples, 95 % between", comparisons.Named("error rate").Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_longer_answers_is_not_faster()
    {
        Sample[] after = [.. Samples(About(50, 20)), .. Samples(About(1000, 20), error: "timeout")];

        var comparison = Compare(Samples(About(100, 40)), after)[0];

        Assert.Equal(20, comparison.AfterCount);
        Assert.Equal(ComparisonVerdict.CannotTell, comparison.Verdict);
        Assert.Contains("errors went from 0 % to 50 %, and what failed is not in the times", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void No_errors_in_both_phases_are_equal_and_it_is_said_what_would_not_show()
    {
        var errors = Compare(Samples(About(100, 30)), Samples(About(100, 30))).Named("error rate");

        Assert.Equal("Error rate is exactly equal (0 % in all 30 samples): no meaningful change.", errors.Sentence);
        Assert.Equal("So few samples do not show a rate that is less than 11 % away.", Assert.Single(errors.Remarks));
    }

    [Fact]
    public void Values_of_zero_or_less_are_compared_by_their_difference()
    {
        MeasuredPhase Balance(Phase phase, IEnumerable<double> values) =>
            new(Baseline(phase, MeasuredSource.Input) with { Target = "lag", Unit = "s" }, Samples(values));
        var comparison = Compare(Balance(Phase.Before, [0, 1, 3, 2, 4, 1, 2, 3, 0, 2]), Balance(Phase.After,
            [-9, -7, -8, -9, -6, -7, -8, -9, -8, -7]))[0];

        Assert.Equal(ComparisonScale.Difference, comparison.Scale);
        Assert.Equal(-10, comparison.Ratio);
        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
        Assert.Contains("no logarithm", comparison.Method, StringComparison.Ordinal);
        Assert.StartsWith("Lag is 10 s lower (2 → -8 s, 95 % between ", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Database_calls_are_compared_where_both_phases_know_them()
    {
        Sample[] With(double value, long? calls) =>
            [.. Samples(About(value, 20)).Select(sample => sample with { DatabaseCalls = calls })];

        Assert.Equal(
            "Database calls per sample are 75 % lower (12 → 3, 95 % between 75 % and 75 % lower): better.",
            Compare(With(100, 12), With(100, 3)).Named("database calls per sample").Sentence);
        Assert.DoesNotContain(
            Compare(With(100, 12), With(100, null)), comparison => comparison.Metric.StartsWith("database", StringComparison.Ordinal));
    }

    [Fact]
    public void The_primary_metric_is_named_and_comes_first()
    {
        var (before, after) = (Samples(About(400, 30)), Samples(About(250, 30)));

        var comparisons = Compare(before, after, new() { Primary = "Error Rate" });

        Assert.Equal(["error rate", "response time"], comparisons.Select(comparison => comparison.Metric));
        Assert.Equal([true, false], comparisons.Select(comparison => comparison.Primary));
        var error = Assert.Throws<ArgumentException>(() => Compare(before, after, new() { Primary = "cache hit rate" }));
        Assert.Contains("there are: response time, error rate", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_margin_is_a_number(double meaningful) => Assert.Throws<ArgumentException>(
        () => Compare(Samples(About(1, 5)), Samples(About(1, 5)), new() { Meaningful = meaningful }));

    [Fact]
    public void What_else_may_explain_it_makes_every_verdict_cannot_tell()
    {
        const string Other = "Change C43 of ann was open at the same time.";

        var comparisons = Compare(Samples(About(400, 30)), Samples(About(250, 30)), new() { Confounders = [Other] });

        Assert.All(comparisons, comparison => Assert.Equal(ComparisonVerdict.CannotTell, comparison.Verdict));
        Assert.All(comparisons, comparison => Assert.Contains(Other, comparison.Remarks));
        Assert.EndsWith(": cannot tell; Change C43 of ann was open at the same time.", comparisons[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_tests_are_corrected_for_each_other()
    {
        var (before, after) = (About(100, 20, 0.5), About(80, 20, 0.5, seed: 2));
        var alone = Compare(new MeasuredPhase(Baseline(Phase.Before, MeasuredSource.Input), Samples(before)),
            new(Baseline(Phase.After, MeasuredSource.Input), Samples(after)))[0];
        var oneOfTwo = Compare(Samples(before), Samples(after))[0];

        Assert.Equal(2 * alone.PValue!.Value, oneOfTwo.PValue!.Value, 12);
    }

    [Fact]
    public void A_sentence_is_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var sentence = Compare(Samples(About(0.5, 1000, 0.9)), Samples(About(5000.5, 1000, 0.9)))[0].Sentence;
            Assert.Matches(@"\(0\.\d+ → 5,\d{3} ms", sentence);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_million_samples_a_side_take_seconds_and_no_memory_for_their_pairs()
    {
        var (before, after) = (Samples(About(100, 1_000_000)), Samples(About(80, 1_000_000, seed: 2)));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var comparisons = Compare(before, after);

        Assert.Equal(ComparisonVerdict.Better, comparisons[0].Verdict);
        Assert.InRange(comparisons[0].Ratio!.Value, 0.799, 0.801);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 120);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{watch.Elapsed.TotalSeconds:0.0} s, {(GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6:0} MB");
    }
}
