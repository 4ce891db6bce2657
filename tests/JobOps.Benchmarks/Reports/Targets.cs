namespace JobOps.Benchmarks.Reports;

/// <summary>The figures that the design promises.</summary>
static class Targets
{
    public static IReadOnlyList<Target> OfSqlite(IReadOnlyList<Figure> figures)
    {
        var by = figures.ToDictionary(figure => figure.Id);
        Figure? Get(string id) => by.GetValueOrDefault(id);
        var claims = BestClaim(figures);
        return
        [
            Target.AtLeast("one caller, one run a call, of bare inserts of the same rows", 0.6, Get("enqueue.1.rows")?.OfLimit?.Median),
            Target.AtLeast("one claimer, one run at a time, of bare statements on the same rows",
                0.6, Get("claim.1x1.rows")?.OfLimit?.Median),
            Target.AtLeast("enqueue in batches, of the bare batched insert of the same rows",
                0.5, Get("enqueue.batch.rows")?.OfLimit?.Median),
            Target.AtLeast("enqueue in batches, of the bare batched insert of one queue row", 0.5, Get("enqueue.batch")?.OfLimit?.Median),
            Target.AtLeast("no-op runs claimed and completed, best number of claimers", 5000, claims?.Small, "runs/s"),
            Target.AtLeast("the same, of Quartz.NET", 10, claims?.OfQuartz?.Median, "times"),
            Target.AtMost("wake-up p50 since the enqueue was called, same process", 5, Get("wake.same.call.p50")?.Small, "ms"),
            Target.AtMost("wake-up p50 since the enqueue was called, another process", 30, Get("wake.other.call.p50")?.Small, "ms"),
            Target.AtMost("claim p99 with the long past, of that with the short one", 1.2, Growth(Get("latency.claim.p99")), "times"),
            Target.AtMost("one due schedule, p99 after its slot", 50, Get("schedule.one.p99")?.Small, "ms"),
            Target.AtMost("the last of 1,000 that are due in one second", 2000, Get("schedule.many.last")?.Small, "ms"),
            Target.AtMost("a worker's memory", 150, Get("memory.max")?.Small, "MiB"),
            Target.AtMost("a worker's memory in the last tenth, of that after the first",
                1.1, Get("memory.late")?.Small / Get("memory.early")?.Small, "times"),
            Target.AtMost("jobops --version", 100, Get("start.version")?.Small, "ms"),
            Target.AtMost("jobops runs on a small ledger", 200, Get("start.runs")?.Small, "ms"),
            Target.AtMost("the same, of an empty .NET program", 2.5, Get("start.runs.times")?.Small, "times"),
            Target.AtMost("a one-line runbook, isolation process", 150, Get("powershell.process")?.Small, "ms"),
            Target.AtMost("the same, of PowerShell's Start-Job", 0.15, Get("powershell.process.builtin")?.Small, "times"),
            Target.AtMost("a one-line runbook, isolation runspace", 40, Get("powershell.runspace")?.Small, "ms"),
            Target.AtMost("the same, of PowerShell's ThreadJob", 1, Get("powershell.runspace.thread")?.Small, "times"),
            Target.AtLeast("one-line runbooks, isolation runspace, 2 at once", 100, Get("powershell.many")?.Small, "runs/s"),
            Target.AtMost(
                "Start-Job -Owner … of a block, of PowerShell's Start-Job", 1.1, Get("powershell.adhoc.builtin")?.Small, "times"),
        ];
    }

    public static IReadOnlyList<Target> OfServer(IReadOnlyList<Figure> figures)
    {
        var by = figures.ToDictionary(figure => figure.Id);
        Figure? Get(string id) => by.GetValueOrDefault(id);
        var claims = BestClaim(figures);
        return
        [
            Target.AtLeast("one caller, one run a call, of bare inserts of the same rows", 0.6, Get("enqueue.1.rows")?.OfLimit?.Median),
            Target.AtLeast("one claimer, one run at a time, of bare statements on the same rows",
                0.6, Get("claim.1x1.rows")?.OfLimit?.Median),
            Target.AtLeast("enqueue one a call, of the bare insert of one queue row", 0.5, Get("enqueue.1")?.OfLimit?.Median),
            Target.AtLeast("enqueue in batches, of the bare loop of inserts of one queue row", 0.5, Get("enqueue.batch")?.OfLimit?.Median),
            Target.AtLeast("enqueue in batches, of the bare bulk copy of the same rows", 0.5, Get("enqueue.batch.rows")?.OfLimit?.Median),
            Target.AtLeast("enqueue in batches, of the bare bulk copy of one queue row", 0.5, Get("enqueue.batch.copy")?.OfLimit?.Median),
            Target.AtLeast("claim + complete in batches, of the bare loop", 0.5, claims?.OfLimit?.Median),
            Target.AtLeast("claim + complete in batches, of Quartz.NET", 5, claims?.OfQuartz?.Median, "times"),
            Target.AtMost("claim p99 with the long past, of that with the short one", 1.2, Growth(Get("latency.claim.p99")), "times"),
            Target.AtMost("wake-up p50 since the enqueue was durable, same process", 50, Get("wake.same.p50")?.Small, "ms"),
            Target.AtMost("wake-up p50 since the enqueue was durable, another process", 50, Get("wake.other.p50")?.Small, "ms"),
            Target.AtMost("one due schedule, p99 after its slot", 50, Get("schedule.one.p99")?.Small, "ms"),
            Target.AtMost("the last of 1,000 that are due in one second", 2000, Get("schedule.many.last")?.Small, "ms"),
            Target.AtMost("what an idle worker asks", 20, Get("wake.idle.statements")?.Small, "statements/s"),
            Target.AtMost("round trips by run, claimed and completed 100 at a time", 2, Get("cost.claim.100.roundtrips")?.Small),
            Target.AtMost("round trips by run, enqueued 100 a call", 2, Get("cost.enqueue.100.roundtrips")?.Small),
        ];
    }

    static Figure? BestClaim(IReadOnlyList<Figure> figures) =>
        figures.Where(figure => figure.Id.StartsWith("claim.", StringComparison.Ordinal)
            && figure.Id.EndsWith("x100", StringComparison.Ordinal))
            .MaxBy(figure => figure.Small);

    static double? Growth(Figure? figure) => figure?.Large / figure?.Small;
}
