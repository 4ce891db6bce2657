using JobOps.Benchmarks.Simulations;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>The short form of what <c>./build.sh bench --only statistics</c> simulates, with a fixed seed: docs/statistics.md.</summary>
public class SimulationTests
{
    const int Count = 30;
    const int Repetitions = 400;
    const int Seed = 16;

    public static TheoryData<string> Independent =>
        [.. SimulatedTimes.All.Where(times => times.IsIndependent).Select(times => times.Name)];

    [Theory]
    [MemberData(nameof(Independent))]
    public void Of_twenty_intervals_nineteen_hold_the_change_and_one_alarm_is_false(string name)
    {
        // 400 times a 95 % interval: 94 to 96.5, and two standard errors of that beside it.
        Assert.InRange(Simulate(name, 0.8, 0).Covered, 0.92, 0.985);
        Assert.InRange(Simulate(name, 1, 0).Changed, 0.015, 0.08);
        Assert.InRange(Simulate(name, 1, 0.1).Changed, 0, 0.02);
    }

    [Fact]
    public void A_fifth_less_is_noticed() => Assert.InRange(Simulate(SimulatedTimes.Normal.Name, 0.8, 0.1).Changed, 0.65, 1);

    [Fact]
    public void What_hangs_together_is_told_no_more_often() =>
        Assert.InRange(Simulate(SimulatedTimes.Autocorrelated.Name, 1, 0).Changed, 0, 0.08);

    [Fact]
    public void What_drifts_is_mostly_not_told() =>
        Assert.InRange(Simulate(SimulatedTimes.Drifting.Name, 1, 0.1).Changed, 0, 0.13);

    [Fact]
    public void In_turns_a_drift_hides_nothing_and_feigns_nothing()
    {
        Assert.InRange(Simulate(SimulatedTimes.DriftingInTurns.Name, 0.8, 0.1).Covered, 0.92, 0.99);
        Assert.InRange(Simulate(SimulatedTimes.DriftingInTurns.Name, 0.8, 0.1).Changed, 0.6, 1);
        Assert.InRange(Simulate(SimulatedTimes.DriftingInTurns.Name, 1, 0.1).Changed, 0, 0.02);
    }

    static Simulation Simulate(string name, double change, double meaningful) => Simulation.Of(
        new JobOps.Engine.Statistics.PhaseComparer(), SimulatedTimes.All.Single(times => times.Name == name), Count, change, meaningful,
        Repetitions, Seed);
}
