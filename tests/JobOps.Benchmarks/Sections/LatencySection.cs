using System.Diagnostics;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Runs;

namespace JobOps.Benchmarks.Sections;

/// <summary>How long a worker waits for one run: claims by turns on the short past, on the long one and on the bare queue.</summary>
static class LatencySection
{
    const double P99 = 0.99;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        var bare = new List<double>();
        var times = bench.Ledgers.ToDictionary(ledger => ledger, _ => new List<double>());
        for (var round = 0; round <= bench.Scale.Rounds; round++)
        {
            await PrepareAsync(bench);
            var claimed = bench.Ledgers.ToDictionary(ledger => ledger, _ => new List<ClaimedRun>());
            for (var claim = 0; claim < bench.Scale.LatencyClaims; claim++)
            {
                var warm = round > 0;
                // Whoever comes second finds the disk busy with the first: they take turns at it.
                foreach (var ledger in claim % 2 == 0 ? bench.Ledgers : bench.Ledgers.Reverse())
                    claimed[ledger].AddRange(await TimeAsync(() => ledger.ClaimAsync(1), warm ? times[ledger] : []));
                await TimeAsync(() => bench.Bare.ClaimAsync(1), warm ? bare : []);
            }
            foreach (var (ledger, claims) in claimed)
                await ledger.CompleteAsync(claims);
        }
        Figure Of(double fraction, string name) => new(
            $"latency.claim.{name}", $"claim of one run, {name}", "ms",
            Quantile.Of(times[bench.Small], fraction), Quantile.Of(times[bench.Large], fraction));
        return
        [
            new("latency.bare.p50", "bare claim, p50", "ms", Quantile.Of(bare, 0.5)),
            new("latency.bare.p99", "bare claim, p99", "ms", Quantile.Of(bare, P99)),
            Of(0.5, "p50"), Of(P99, "p99"),
        ];
    }

    static async Task PrepareAsync(Bench bench)
    {
        await bench.Bare.ClearAsync();
        await bench.Bare.InsertInBatchesAsync(bench.Scale.LatencyClaims, withKeys: true);
        foreach (var ledger in bench.Ledgers)
        {
            await ledger.TrimAsync();
            await ledger.EnqueueInBatchesAsync(bench.Scale.LatencyClaims, withKeys: true);
        }
        await bench.Database.SettleAsync();
        GC.Collect();
    }

    static async Task<T> TimeAsync<T>(Func<Task<T>> work, List<double> milliseconds)
    {
        var clock = Stopwatch.StartNew();
        var result = await work();
        milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        return result;
    }
}
