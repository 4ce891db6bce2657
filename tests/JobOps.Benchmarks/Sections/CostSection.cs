using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;

namespace JobOps.Benchmarks.Sections;

/// <summary>What a run asks of its database; counted, so it is the same on every machine.</summary>
static class CostSection
{
    const int Batch = 100;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        var ledger = bench.Small;
        await ledger.TrimAsync();
        await ledger.EnqueueInBatchesAsync(2 * Batch + 2, withKeys: true);
        // The first of each kind also looks up what is remembered afterwards.
        await ledger.ClaimAndCompleteAsync(1, claimers: 1, atOnce: 1);
        using var costs = new LedgerCosts();
        var figures = new List<Figure>();
        async Task CountAsync(string id, string name, int operations, Func<Task> work)
        {
            var (statements, roundTrips) = await costs.OfAsync(operations, work);
            figures.Add(new($"cost.{id}.statements", name, "statements", statements));
            figures.Add(new($"cost.{id}.roundtrips", name, bench.Database.RoundTrip, roundTrips));
        }

        await CountAsync("claim.1", "claim + complete, one at a time, by run", 1, () => ledger.ClaimAndCompleteAsync(1, 1, 1));
        await CountAsync($"claim.{Batch}",
            $"claim + complete, {Batch} at a time, by run", Batch, () => ledger.ClaimAndCompleteAsync(Batch, 1, Batch));
        await CountAsync("enqueue.1", "enqueue, one a call, by run", 1, () => ledger.EnqueueOneByOneAsync(1));
        await CountAsync($"enqueue.{Batch}",
            $"enqueue, {Batch} a call, by run", Batch, () => ledger.EnqueueInBatchesAsync(Batch, withKeys: false));
        await CountAsync($"enqueue.{Batch}.key", "the same with keys", Batch, () => ledger.EnqueueInBatchesAsync(Batch, withKeys: true));
        var lease = (await ledger.ClaimNewAsync(1))[0];
        await CountAsync("step", "a step, begin + finish", 1, () => ledger.StepAsync(lease, 1));
        return figures;
    }
}
