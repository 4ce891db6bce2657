using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Benchmarks.Simulations;

/// <summary>What comparisons say of many pairs of phases of which is known what was changed.</summary>
/// <param name="Covered">The share whose 95 % interval holds the change.</param>
/// <param name="Changed">The share that was told to be better or worse.</param>
/// <param name="CannotTell">The share of which nobody can tell.</param>
readonly record struct Simulation(double Covered, double Changed, double CannotTell)
{
    /// <param name="change">What the times after are multiplied with; 1 for nothing.</param>
    /// <param name="meaningful">The margin; 0 for any difference.</param>
    public static Simulation Of(
        IPhaseComparer comparer, SimulatedTimes times, int count, double change, double meaningful, int repetitions, int seed)
    {
        var random = new Random(seed);
        var (covered, changed, cannotTell) = (0, 0, 0);
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var (before, after) = times.Phases(random, count, change);
            var comparison = comparer.Compare(
                PhaseOf(Phase.Before, before, times.Rounds), PhaseOf(Phase.After, after, times.Rounds),
                new() { Meaningful = meaningful })[0];
            covered += comparison.Low <= change && change <= comparison.High ? 1 : 0;
            changed += comparison.Verdict is ComparisonVerdict.Better or ComparisonVerdict.Worse ? 1 : 0;
            cannotTell += comparison.Verdict == ComparisonVerdict.CannotTell ? 1 : 0;
        }
        return new((double)covered / repetitions, (double)changed / repetitions, (double)cannotTell / repetitions);
    }

    static MeasuredPhase PhaseOf(Phase phase, double[] values, int rounds) => new(
        new() { ChangeId = new ChangeId(1), Phase = phase, Source = MeasuredSource.Input, Target = "response time" },
        [
            .. values.Select((value, index) => new Sample
            {
                DueMs = index, Value = value, Round = rounds == 0 ? null : index * rounds / values.Length + 1,
            }),
        ]);
}
