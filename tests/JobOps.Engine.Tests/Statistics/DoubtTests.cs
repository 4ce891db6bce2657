using JobOps.Benchmarks.Simulations;
using JobOps.Measurements;
using static JobOps.Engine.Tests.Statistics.Phases;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>What makes a comparison doubtful is said, and counts.</summary>
public class DoubtTests
{
    [Fact]
    public void Samples_that_hang_together_widen_the_interval()
    {
        var (before, after) = SimulatedTimes.Autocorrelated.Phases(new Random(5), 60, 0.8);
        var together = Compare(Samples(before), Samples(after))[0];
        var shuffled = Compare(Samples(Shuffled(before)), Samples(Shuffled(after)))[0];

        Assert.Contains(together.Remarks, remark => remark.StartsWith(
            "Samples before hang together (lag-1 autocorrelation 0.", StringComparison.Ordinal));
        Assert.DoesNotContain(shuffled.Remarks, remark => remark.Contains("hang together", StringComparison.Ordinal));
        Assert.Equal(together.Ratio, shuffled.Ratio);
        Assert.True(together.High / together.Low > 1.1 * (shuffled.High / shuffled.Low));
        Assert.Contains("widened", together.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drift_that_would_explain_the_difference_does_not_tell()
    {
        // It gets slower all the time, whatever was changed in between.
        var times = About(1, 60).Select((value, index) => value * (100 + 2 * index)).ToArray();

        var comparison = Compare(Samples(times[..30]), Samples(times[30..]))[0];

        Assert.Equal(ComparisonVerdict.CannotTell, comparison.Verdict);
        Assert.Contains("it drifted within a phase", comparison.Sentence, StringComparison.Ordinal);
        Assert.Contains(comparison.Remarks, remark =>
            remark.StartsWith("It drifted within the phase before: the last third is ", StringComparison.Ordinal)
            && remark.EndsWith(" % higher than the first.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_drift_that_would_not_explain_the_difference_is_said_and_no_more()
    {
        var before = About(1, 30).Select((value, index) => value * (100 + 2 * index)).ToArray();

        var comparison = Compare(Samples(before), Samples(About(20, 30)))[0];

        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
        Assert.Contains(comparison.Remarks, remark => remark.Contains("drifted within the phase before", StringComparison.Ordinal));
    }

    [Fact]
    public void A_small_drift_does_not_hide_a_great_difference()
    {
        var comparison = Compare(
            Samples(Enumerable.Range(401, 20).Select(value => (double)value)),
            Samples(Enumerable.Range(201, 20).Select(value => (double)value)))[0];

        Assert.Equal(ComparisonVerdict.Better, comparison.Verdict);
        Assert.Equal(2, comparison.Remarks.Count(remark => remark.StartsWith("It drifted", StringComparison.Ordinal)));
    }

    [Fact]
    public void Phases_measured_in_turns_drift_together()
    {
        var (before, after) = InTurns(rounds: 10, perRound: 5, change: 0.8);

        var inTurns = Compare(before, after)[0];
        var asIfNot = Compare(
            before.Select(sample => sample with { Round = null }), after.Select(sample => sample with { Round = null }))[0];

        Assert.Equal(ComparisonVerdict.Better, inTurns.Verdict);
        Assert.InRange(inTurns.Ratio!.Value, 0.78, 0.82);
        Assert.Contains("within 10 rounds", inTurns.Method, StringComparison.Ordinal);
        Assert.Contains(inTurns.Remarks, remark => remark.Contains("measured in turns, so it hits both", StringComparison.Ordinal));
        Assert.True(asIfNot.High / asIfNot.Low - 1 > 2 * (inTurns.High / inTurns.Low - 1));
    }

    [Fact]
    public void Rounds_with_one_phase_are_not_compared_and_it_is_said()
    {
        var (before, after) = InTurns(rounds: 10, perRound: 5, change: 0.8);

        var comparison = Compare(before, after[..^5])[0];

        Assert.Contains("5 samples of rounds that have only one phase are not compared.", comparison.Remarks);
    }

    [Fact]
    public void The_interval_of_turns_holds_the_change_as_often_as_it_says()
    {
        var held = Enumerable.Range(0, 400).Count(seed =>
        {
            var (before, after) = InTurns(rounds: 12, perRound: 2, change: 0.8, seed);
            var comparison = Compare(before, after)[0];
            return comparison.Low <= 0.8 && 0.8 <= comparison.High;
        });

        Assert.InRange(held / 400d, 0.92, 0.995);
    }

    [Fact]
    public void Outliers_are_counted_and_not_dropped()
    {
        double[] before = [.. About(100, 28), 4000, 5000];

        var comparison = Compare(Samples(Shuffled(before)), Samples(About(100, 30, seed: 2)))[0];

        Assert.Contains("2 of 30 samples before lie far out (4,000 to 5,000 ms); all of them count.", comparison.Remarks);
        Assert.Equal(30, comparison.BeforeCount);
    }

    [Fact]
    public void What_else_differs_is_named()
    {
        var before = Of(Phase.Before, Samples(About(100, 30)).Select(sample => sample with { Bytes = 120_000 }));
        var after = new MeasuredPhase(
            Baseline(Phase.After) with
            {
                StartedAt = before.Baseline.StartedAt.AddHours(-11), Concurrency = 4, PacePerSecond = 10, EndedEarly = "Ctrl+C",
                Conditions = new() { Host = "web2", OtherLoad = 0.4, Busiest = ["mysqld 35 %"], ClockSteppedMs = -2000 },
            },
            [.. Samples(About(100, 90, seed: 2)).Select(sample => sample with { Bytes = 72_000 })]);

        var comparisons = Compare(
            before with { Baseline = before.Baseline with { Conditions = new() { Host = "web1", OtherLoad = 0.05 } } }, after);

        Assert.Equal(
            [
                "Measured on different hosts: web1 before, web2 after.",
                "Others used 5 % of the processors before, 40 % after, most of it mysqld 35 %.",
                "The clock was set by -2,000 ms in the phase after.",
                "Measured at another hour: 14:05 before, 03:05 UTC after.",
                "1 at a time before, 4 after.",
                "Another pace: one after the other before, 10 a second after.",
                "The phase after ended early: Ctrl+C.",
                "Counts differ: 30 samples before, 90 after.",
                "The answers have another size: 120,000 → 72,000 bytes, as medians.",
            ],
            comparisons[0].Remarks);
    }

    [Fact]
    public void Errors_that_come_in_a_burst_say_less()
    {
        Sample[] Failing(Func<int, bool> fails) =>
            [.. Samples(About(100, 60)).Select((sample, index) => sample with { Error = fails(index) ? "timeout" : null })];

        var burst = Compare(Samples(About(100, 60)), Failing(index => index is >= 20 and < 35)).Named("error rate");
        var spread = Compare(Samples(About(100, 60)), Failing(index => index % 4 == 0)).Named("error rate");

        Assert.Equal(burst.After, spread.After);
        Assert.True(burst.PValue > spread.PValue);
        Assert.True(burst.High - burst.Low > spread.High - spread.Low);
    }

    // A B B A; it gets slower all the time.
    static (Sample[] Before, Sample[] After) InTurns(int rounds, int perRound, double change, int seed = 1)
    {
        var random = new Random(seed);
        var (before, after) = (new List<Sample>(), new List<Sample>());
        for (var (round, made) = (1, 0); round <= rounds; round++)
            foreach (var isAfter in round % 2 == 1 ? new[] { false, true } : [true, false])
                for (var index = 0; index < perRound; index++, made++)
                    (isAfter ? after : before).Add(new()
                    {
                        DueMs = made, Round = round,
                        Value = (isAfter ? change : 1) * 100 * Math.Exp(0.01 * made + 0.05 * (random.NextDouble() - random.NextDouble())),
                    });
        return ([.. before], [.. after]);
    }

    static double[] Shuffled(double[] values)
    {
        var shuffled = (double[])values.Clone();
        new Random(3).Shuffle(shuffled);
        return shuffled;
    }
}
