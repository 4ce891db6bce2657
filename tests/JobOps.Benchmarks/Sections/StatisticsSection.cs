using JobOps.Benchmarks.Reports;
using JobOps.Benchmarks.Simulations;
using JobOps.Measurements;

namespace JobOps.Benchmarks.Sections;

/// <summary>How often comparisons are right about times of which is known what was changed; no ledger has to do with it, and with the
/// fixed seed every machine says the same.</summary>
static class StatisticsSection
{
    const int Count = 30;
    const int Seed = 20260501;
    const double Fifth = 0.8;
    const double Margin = 0.1;

    public static Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        var figures = new List<Figure>();
        foreach (var (place, times) in SimulatedTimes.All.Index())
        {
            Simulation Of(double change, double meaningful) => Simulation.Of(
                PhaseComparer.Instance, times, Count, change, meaningful, bench.Scale.Simulations, Seed + place);
            void Add(string id, string name, double share) =>
                figures.Add(new($"statistics{place}.{id}", $"{times.Name}: {name}", "%", 100 * share));
            var (nothing, any, fifth, anyFifth) = (Of(1, Margin), Of(1, 0), Of(Fifth, Margin), Of(Fifth, 0));
            Add("coverage", "intervals that hold a change by 20 %", fifth.Covered);
            Add("alarms.any", "false alarms without a margin", any.Changed);
            Add("alarms", "false alarms at a margin of 10 %", nothing.Changed);
            Add("power.any", "a change by 20 % noticed without a margin", anyFifth.Changed);
            Add("power", "a change by 20 % noticed at a margin of 10 %", fifth.Changed);
            Add("untold", "no change, cannot tell at a margin of 10 %", nothing.CannotTell);
        }
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }
}
