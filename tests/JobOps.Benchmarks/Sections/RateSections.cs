using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Peers;
using JobOps.Benchmarks.Reports;
using JobOps.Runs;

namespace JobOps.Benchmarks.Sections;

/// <summary>What is measured as a rate: enqueueing, claiming and completing, steps.</summary>
static class RateSections
{
    const int Callers = 16;

    public static Task<IReadOnlyList<Figure>> EnqueueAsync(Bench bench)
    {
        var (scale, bare, quartz) = (bench.Scale, bench.Bare, bench.Quartz);
        var section = new RateSection(bench);
        var single = section.Peer(
            "enqueue.bare", "bare insert, a commit each", new(scale.Singles, () => bare.InsertOneByOneAsync(scale.Singles), bare.ClearAsync));
        var keyed = section.Peer(
            "enqueue.bare.batch", $"bare insert, {BareQueue.BatchSize} a commit",
            new(scale.Batched, () => bare.InsertInBatchesAsync(scale.Batched, withKeys: true), bare.ClearAsync));
        var plain = section.Peer(
            "enqueue.bare.batch.nokey", "the same without keys",
            new(scale.Batched, () => bare.InsertInBatchesAsync(scale.Batched, withKeys: false), bare.ClearAsync));
        var quartzSingle = section.Peer(
            "enqueue.quartz", "Quartz.NET schedule, one a call",
            new(scale.Singles, () => quartz.ScheduleOneByOneAsync(scale.Singles), quartz.ClearAsync));
        var quartzBatch = section.Peer(
            "enqueue.quartz.batch", $"Quartz.NET schedule, {scale.Peer} a call",
            new(scale.Peer, () => quartz.ScheduleAsync(scale.Peer), quartz.ClearAsync));
        section.Ledger(
            "enqueue.1", "enqueue, one caller, one a call",
            ledger => new(scale.Singles, () => ledger.EnqueueOneByOneAsync(scale.Singles), ledger.TrimAsync), single, quartzSingle);
        section.Ledger(
            $"enqueue.{Callers}", $"enqueue, {Callers} callers, one a call",
            ledger => new(scale.Singles / Callers * Callers, () => ledger.EnqueueByManyAsync(scale.Singles, Callers), ledger.TrimAsync), single, quartzSingle);
        section.Ledger(
            "enqueue.batch", $"enqueue, {BenchLedger.BatchSize} a call, with keys",
            ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: true), ledger.TrimAsync), keyed, quartzBatch);
        section.Ledger(
            "enqueue.batch.nokey", "the same without keys",
            ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: false), ledger.TrimAsync), plain, quartzBatch);
        var wholeSingle = section.Peer(
            "enqueue.bare.rows.1", "bare insert of a ledger's four rows, a commit each",
            new(scale.Singles, () => bare.LedgerRows.InsertOneByOneAsync(scale.Singles), bare.LedgerRows.ClearAsync));
        section.Ledger(
            "enqueue.1.rows", "enqueue, one a call, beside the same rows",
            ledger => new(scale.Singles, () => ledger.EnqueueOneByOneAsync(scale.Singles), ledger.TrimAsync), wholeSingle, quartzSingle);
        var whole = section.Peer(
            "enqueue.bare.rows", $"bare insert of a ledger's four rows, {BareQueue.BatchSize} a commit",
            new(scale.Batched, () => bare.LedgerRows.InsertInBatchesAsync(scale.Batched), bare.LedgerRows.ClearAsync));
        section.Ledger(
            "enqueue.batch.rows", $"enqueue, {BenchLedger.BatchSize} a call, beside the same rows",
            ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: true), ledger.TrimAsync), whole, quartzBatch);
        if (bare.HasBulkCopy)
        {
            var copy = section.Peer(
                "enqueue.bare.copy", $"bare bulk copy, {BareQueue.BatchSize} a commit",
                new(scale.Batched, () => bare.CopyInBatchesAsync(scale.Batched), bare.ClearAsync));
            section.Ledger(
                "enqueue.batch.copy", $"enqueue, {BenchLedger.BatchSize} a call, beside the bulk copy",
                ledger => new(scale.Batched, () => ledger.EnqueueInBatchesAsync(scale.Batched, withKeys: true), ledger.TrimAsync), copy, quartzBatch);
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
        var single = Bare("claim.bare.1", "bare claim + complete, one at a time", scale.SingleClaims, 1);
        var many = Bare("claim.bare.100", "bare claim + complete, 100 at a time", scale.Claimed, 100);
        var fire = section.Peer(
            "claim.quartz", $"Quartz.NET acquire + fire, {QuartzPeer.Threads} threads",
            new(scale.Peer, () => quartz.FireAsync(scale.Peer), async () =>
            {
                await quartz.ClearAsync();
                await quartz.ScheduleAsync(scale.Peer);
            }));
        foreach (var (claimers, atOnce, runs) in ((int, int, int)[])
                 [
                     (1, 1, scale.SingleClaims), (4, 1, scale.SingleClaims), (16, 1, scale.SingleClaims),
                     (1, 100, scale.Claimed), (4, 100, scale.Claimed), (16, 100, scale.Claimed),
                 ])
            section.Ledger(
                $"claim.{claimers}x{atOnce}",
                $"claim + complete, {claimers} {(claimers == 1 ? "claimer" : "claimers")}, {(atOnce == 1 ? "one" : $"{atOnce}")} at a time",
                ledger => new(runs, () => ledger.ClaimAndCompleteAsync(runs, claimers, atOnce), async () =>
                {
                    await ledger.TrimAsync();
                    await ledger.EnqueueInBatchesAsync(runs, withKeys: true);
                }),
                atOnce == 1 ? single : many, fire);
        return section.MeasureAsync("runs/s");
    }

    public static Task<IReadOnlyList<Figure>> StepAsync(Bench bench)
    {
        var (scale, bare) = (bench.Scale, bench.Bare);
        var section = new RateSection(bench);
        var single = section.Peer(
            "step.bare", "two bare commits",
            new(scale.Steps, () => bare.ClaimAndCompleteAsync(scale.Steps, 1), async () =>
            {
                await bare.ClearAsync();
                await bare.InsertInBatchesAsync(scale.Steps, withKeys: true);
            }));
        section.Ledger("step", "a step that does nothing: begin + finish", ledger =>
        {
            Lease? lease = null;
            return new(scale.Steps, () => ledger.StepAsync(lease!, scale.Steps), async () =>
            {
                await ledger.TrimAsync();
                lease = await ledger.ClaimNewAsync();
            });
        }, single);
        return section.MeasureAsync("steps/s");
    }
}
