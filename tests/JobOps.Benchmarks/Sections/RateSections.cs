using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Peers;
using JobOps.Benchmarks.Reports;
using JobOps.Runs;

namespace JobOps.Benchmarks.Sections;

/// <summary>What is measured as a rate: enqueueing, claiming and completing, steps.</summary>
static class RateSections
{
    static readonly int[] s_callers = [1, 4, 16];

    public static Task<IReadOnlyList<Figure>> EnqueueAsync(Bench bench)
    {
        var (scale, bare, quartz) = (bench.Scale, bench.Bare, bench.Quartz);
        var section = new RateSection(bench);
        var single = section.Peer(
            "enqueue.bare", "bare insert of one row, 1 caller, a commit each",
            new(scale.Singles, () => bare.InsertOneByOneAsync(scale.Singles), bare.ClearAsync));
        var keyed = section.Peer(
            "enqueue.bare.batch", $"bare insert of one row, 1 caller, {BareQueue.BatchSize} a commit",
            new(scale.Batched, () => bare.InsertInBatchesAsync(scale.Batched, withKeys: true), bare.ClearAsync));
        var plain = section.Peer(
            "enqueue.bare.batch.nokey", $"bare insert of one row, 1 caller, {BareQueue.BatchSize} a commit, without keys",
            new(scale.Batched, () => bare.InsertInBatchesAsync(scale.Batched, withKeys: false), bare.ClearAsync));
        var quartzSingle = section.Peer(
            "enqueue.quartz", "Quartz.NET schedule, 1 caller, one a call",
            new(scale.Singles, () => quartz.ScheduleOneByOneAsync(scale.Singles), quartz.ClearAsync));
        var quartzBatch = section.Peer(
            "enqueue.quartz.batch", $"Quartz.NET schedule, 1 caller, {scale.Peer} a call",
            new(scale.Peer, () => quartz.ScheduleAsync(scale.Peer), quartz.ClearAsync));
        var wholeSingle = section.Peer(
            "enqueue.bare.rows.1", "bare insert of a ledger's four rows, 1 caller, a commit each",
            new(scale.Singles, () => bare.LedgerRows.InsertOneByOneAsync(scale.Singles), bare.LedgerRows.ClearAsync));
        section.Ledger(
            "enqueue.1.rows", "enqueue, 1 caller, one a call, beside the same rows",
            ledger => new(scale.Singles, () => ledger.EnqueueOneByOneAsync(scale.Singles), ledger.TrimAsync), wholeSingle, quartzSingle);
        foreach (var callers in s_callers)
            section.Ledger(
                $"enqueue.{callers}", $"enqueue, {Words.Count(callers, "caller")}, one a call, beside one row",
                ledger => new(scale.Singles / callers * callers, () => ledger.EnqueueByManyAsync(scale.Singles, callers), ledger.TrimAsync),
                single, quartzSingle);
        section.Ledger(
            "enqueue.batch", $"enqueue, 1 caller, {BenchLedger.BatchSize} a call, beside one row",
            ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: true), ledger.TrimAsync),
            keyed, quartzBatch);
        section.Ledger(
            "enqueue.batch.nokey", $"enqueue, 1 caller, {BenchLedger.BatchSize} a call without keys, beside one row",
            ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: false), ledger.TrimAsync),
            plain, quartzBatch);
        var whole = section.Peer(
            "enqueue.bare.rows", $"bare insert of a ledger's four rows, 1 caller, {BareQueue.BatchSize} a commit",
            new(scale.Batched, () => bare.LedgerRows.InsertInBatchesAsync(scale.Batched), bare.LedgerRows.ClearAsync));
        section.Ledger(
            "enqueue.batch.rows", $"enqueue, 1 caller, {BenchLedger.BatchSize} a call, beside the same rows",
            ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: true), ledger.TrimAsync),
            whole, quartzBatch);
        if (bare.HasBulkCopy)
        {
            var copy = section.Peer(
                "enqueue.bare.copy", $"bare bulk copy of one row, 1 caller, {BareQueue.BatchSize} a commit",
                new(scale.Batched, () => bare.CopyInBatchesAsync(scale.Batched), bare.ClearAsync));
            section.Ledger(
                "enqueue.batch.copy", $"enqueue, 1 caller, {BenchLedger.BatchSize} a call, beside the bulk copy",
                ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: true), ledger.TrimAsync),
                copy, quartzBatch);
        }
        return section.MeasureAsync("runs/s");
    }

    public static Task<IReadOnlyList<Figure>> ClaimAsync(Bench bench)
    {
        var (scale, bare, quartz) = (bench.Scale, bench.Bare, bench.Quartz);
        var section = new RateSection(bench);
        RateSection.PeerWay Bare(string id, string name, int rows, int atOnce) => section.Peer(
            id, name, new(rows, () => bare.ClaimAndCompleteAsync(rows, atOnce), async () =>
            {
                await bare.ClearAsync();
                await bare.InsertInBatchesAsync(rows, withKeys: true);
            }));
        var single = Bare("claim.bare.1", "bare claim + complete on one table, 1 claimer, one at a time", scale.SingleClaims, 1);
        var many = Bare("claim.bare.100", "bare claim + complete on one table, 1 claimer, 100 at a time", scale.Claimed, 100);
        var fire = section.Peer(
            "claim.quartz", $"Quartz.NET acquire + fire, {QuartzPeer.Threads} threads",
            new(scale.Peer, () => quartz.FireAsync(scale.Peer), async () =>
            {
                await quartz.ClearAsync();
                await quartz.ScheduleAsync(scale.Peer);
            }));
        var whole = section.Peer(
            "claim.bare.rows.1", "bare claim + complete on a ledger's rows, 1 claimer, one at a time",
            new(scale.SingleClaims, () => bare.LedgerRows.ClaimAndCompleteAsync(scale.SingleClaims), async () =>
            {
                await bare.LedgerRows.ClearAsync();
                await bare.LedgerRows.InsertInBatchesAsync(scale.SingleClaims);
            }));
        section.Ledger(
            "claim.1x1.rows", "claim + complete, 1 claimer, one at a time, beside the same rows",
            ledger => Claims(ledger, scale.SingleClaims, 1, 1), whole, fire);
        foreach (var (claimers, atOnce, runs) in ((int, int, int)[])
                 [
                     (1, 1, scale.SingleClaims), (4, 1, scale.SingleClaims), (16, 1, scale.SingleClaims),
                     (1, 100, scale.Claimed), (4, 100, scale.Claimed), (16, 100, scale.Claimed),
                 ])
            section.Ledger(
                $"claim.{claimers}x{atOnce}",
                $"claim + complete, {Words.Count(claimers, "claimer")}, {(atOnce == 1 ? "one" : $"{atOnce}")} at a time, beside one table",
                ledger => Claims(ledger, runs, claimers, atOnce),
                atOnce == 1 ? single : many, fire);
        return section.MeasureAsync("runs/s");
    }

    static Way Claims(BenchLedger ledger, int runs, int claimers, int atOnce) =>
        new(runs, () => ledger.ClaimAndCompleteAsync(runs, claimers, atOnce), async () =>
        {
            await ledger.TrimAsync();
            await ledger.EnqueueInBatchesAsync(runs, withKeys: true);
        });

    public static Task<IReadOnlyList<Figure>> StepAsync(Bench bench)
    {
        var (scale, bare) = (bench.Scale, bench.Bare);
        var section = new RateSection(bench);
        var single = section.Peer(
            "step.bare", "two bare commits, 1 caller",
            new(scale.Steps, () => bare.ClaimAndCompleteAsync(scale.Steps, 1), async () =>
            {
                await bare.ClearAsync();
                await bare.InsertInBatchesAsync(scale.Steps, withKeys: true);
            }));
        foreach (var runs in s_callers)
            section.Ledger($"step.{runs}", $"a step that does nothing, {Words.Count(runs, "run")} at once: begin + finish", ledger =>
            {
                IReadOnlyList<Lease> leases = [];
                return new(scale.Steps / runs * runs, () => ledger.StepByManyAsync(leases, scale.Steps / runs), async () =>
                {
                    await ledger.TrimAsync();
                    leases = await ledger.ClaimNewAsync(runs);
                });
            }, single);
        return section.MeasureAsync("steps/s");
    }
}
