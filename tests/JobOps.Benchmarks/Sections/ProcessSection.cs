using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Execution;

namespace JobOps.Benchmarks.Sections;

/// <summary>What it costs that each step gets a cgroup of its own: runs of a command, executed with and without, by turns.</summary>
static class ProcessSection
{
    static readonly int[] s_atOnce = [1, 4];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        var (ledger, scale) = (bench.Small, bench.Scale);
        var figures = new List<Figure>();
        foreach (var atOnce in s_atOnce)
        {
            Way Runs(bool contained) => new(
                scale.Steps,
                () => new Worker(ledger.Ledger, new() { Concurrency = atOnce, ContainSteps = contained }).DrainAsync(),
                async () =>
                {
                    await ledger.TrimAsync();
                    await ledger.EnqueueInBatchesAsync(scale.Steps, withKeys: false);
                });
            var rates = await Interleaved.MeasureAsync(
                [Runs(contained: false), Runs(contained: true)], scale.Rounds, bench.Database.SettleAsync);
            figures.Add(new(
                $"process.{atOnce}", $"a run of one command, {atOnce} at once", "runs/s", rates[0].Median, Spread: rates[0].Spread));
            figures.Add(new(
                $"process.{atOnce}.cgroup", "the same, each in a cgroup (where one may be made), beside none", "runs/s",
                rates[1].Median, OfLimit: rates[1].Over(rates[0]), Spread: rates[1].Spread));
        }
        return figures;
    }
}
