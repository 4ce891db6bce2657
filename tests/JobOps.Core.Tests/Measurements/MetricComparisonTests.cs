using FsCheck;
using FsCheck.Fluent;
using JobOps.Measurements;

namespace JobOps.Core.Tests.Changes;

/// <summary>A comparison claims no more than the data show.</summary>
public class MetricComparisonTests
{
    static readonly double[] s_slow = [20, 21, 22, 23, 24];
    static readonly double[] s_fast = [10, 11, 12, 13, 14];

    [Fact]
    public void Lower_is_better()
    {
        Assert.Equal(MetricVerdict.Improved, Compare(s_slow, s_fast).Verdict);
        Assert.Equal(MetricVerdict.Worsened, Compare(s_fast, s_slow).Verdict);
    }

    [Fact]
    public void Middle_halves_that_touch_say_nothing()
    {
        // The quartiles are 11 and 13 before, 13 and 15 after.
        Assert.Equal(MetricVerdict.CannotTell, Compare(s_fast, [12, 13, 14, 15, 16]).Verdict);
        Assert.Equal(MetricVerdict.CannotTell, Compare([12, 13, 14, 15, 16], s_fast).Verdict);
        Assert.Equal(MetricVerdict.CannotTell, Compare(s_fast, s_fast).Verdict);
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 4)]
    [InlineData(0, 5)]
    public void Too_few_measurements_say_nothing(int before, int after) =>
        Assert.Equal(MetricVerdict.CannotTell, Compare(s_slow[..before], s_fast[..after]).Verdict);

    [Fact]
    public void It_says_in_one_line_what_it_compared()
    {
        Assert.Equal(
            "response time 22.0 → 12.0 ms: improved (5 and 5 measurements)", Compare(s_slow, s_fast).ToString());
        Assert.EndsWith("worsened (5 and 5 measurements)", Compare(s_fast, s_slow).ToString());
        Assert.Equal("response time 0.0 → 12.0 ms: cannot tell (0 and 5 measurements)", Compare([], s_fast).ToString());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.25, 11)]
    [InlineData(0.5, 12)]
    [InlineData(0.6, 12.4)]
    [InlineData(1, 14)]
    public void A_quantile_lies_between_its_neighbours(double q, double expected) =>
        Assert.Equal(expected, MetricComparison.Quantile([14, 10, 13, 11, 12], q), 10);

    [Fact]
    public void Swapping_before_and_after_swaps_the_verdict() =>
        Prop.ForAll<NormalFloat[], NormalFloat[]>((first, second) =>
        {
            double[] before = [.. first.Select(value => value.Get)];
            double[] after = [.. second.Select(value => value.Get)];
            return (Compare(before, after).Verdict, Compare(after, before).Verdict)
                is (MetricVerdict.Improved, MetricVerdict.Worsened)
                or (MetricVerdict.Worsened, MetricVerdict.Improved)
                or (MetricVerdict.CannotTell, MetricVerdict.CannotTell);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    static MetricComparison Compare(double[] before, double[] after) =>
        MetricComparison.Of("response time", "ms", before, after);
}
