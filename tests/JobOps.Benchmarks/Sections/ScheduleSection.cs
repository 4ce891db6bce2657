using System.Globalization;
using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Execution;
using JobOps.Runs;

namespace JobOps.Benchmarks.Sections;

/// <summary>
/// How much later than its slot a run is enqueued, by the database's clock: of one schedule that is due each second, and of many that are
/// due in the same one, among all that are not due.
/// </summary>
static class ScheduleSection
{
    const string Often = "often";

    static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        var (small, large) = (await MeasureAsync(bench, bench.Small), await MeasureAsync(bench, bench.Large));
        Figure Of(string id, string name, Func<Delays, double> value) => new(id, name, "ms", value(small), value(large));
        var (all, due) = (bench.Scale.Schedules, bench.Scale.DueAtOnce);
        return
        [
            Of("schedule.one.p50", $"one due among {all:N0} schedules, p50", delays => Quantile.Of(delays.OfOne, 0.5)),
            Of("schedule.one.p99", $"one due among {all:N0} schedules, p99", delays => Quantile.Of(delays.OfOne, 0.99)),
            Of("schedule.many.last", $"{due:N0} due in the same second, the last of them", delays => delays.OfMany.Max()),
        ];
    }

    static async Task<Delays> MeasureAsync(Bench bench, BenchLedger of)
    {
        var ledger = of.Ledger;
        await of.TrimAsync();
        await SetAsync(of, bench.Scale.Schedules, index => $"yearly-{index}", "0 0 1 1 *");
        await bench.Database.SettleAsync();
        using var stop = new CancellationTokenSource();
        var scheduling = new Scheduler(ledger).RunAsync(stop.Token);
        await ledger.Schedules.SetAsync(new() { Name = Often, JobName = BenchLedger.JobName, Every = TimeSpan.FromSeconds(1) });
        // What is set anew is noticed within a second: the first slot may come before that.
        var one = (await WaitForAsync(
            of, bench.Scale.Slots + 1, key => key.StartsWith($"schedule:{Often}@", StringComparison.Ordinal)))[1..];
        await ledger.Schedules.RemoveAsync(Often, null);

        // In one second that is far enough ahead for all of them to be set before it.
        var setting = bench.Scale.DueAtOnce * TimeSpan.FromMilliseconds(of.IsServer ? 20 : 2);
        var now = (await ledger.Schedules.GetDueAsync(1)).Now;
        var slot = now + s_ahead + setting;
        var cron = slot.ToString("s' 'm' 'H' 'd' 'M' *'", CultureInfo.InvariantCulture);
        var mark = Guid.NewGuid().ToString("N");
        await SetAsync(of, bench.Scale.DueAtOnce, index => $"{mark}-{index}", cron);
        var many = await WaitForAsync(of, bench.Scale.DueAtOnce, key => key.StartsWith($"schedule:{mark}-", StringComparison.Ordinal));
        await stop.CancelAsync();
        await scheduling;
        return new(one, many);
    }

    // Each is an entry of the ledger's own chain: writers of a file share a commit, those of a server wait for each other.
    static int SettersAtOnce(BenchLedger of) => of.IsServer ? 4 : 64;

    static Task SetAsync(BenchLedger of, int count, Func<int, string> name, string cron) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = SettersAtOnce(of) },
        async (index, cancellation) => await of.Ledger.Schedules.SetAsync(
            new() { Name = name(index), JobName = BenchLedger.JobName, Cron = cron }, cancellation));

    /// <summary>The delays of so many runs by their slots, in milliseconds, once they are there.</summary>
    static async Task<double[]> WaitForAsync(BenchLedger of, int count, Func<string, bool> isOne)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var queued = await of.Ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Queued], Limit = 2 * count + 100 });
            var runs = queued.Where(run => run.IdempotencyKey is { } key && isOne(key))
                .OrderBy(run => run.IdempotencyKey, StringComparer.Ordinal).ToList();
            if (runs.Count >= count)
                return [.. runs.Select(run => (run.RequestedAt - SlotOf(run.IdempotencyKey!)).TotalMilliseconds)];
        }
    }

    static DateTimeOffset SlotOf(string key) => DateTimeOffset.Parse(key[(key.IndexOf('@') + 1)..], CultureInfo.InvariantCulture);

    sealed record Delays(IReadOnlyList<double> OfOne, IReadOnlyList<double> OfMany);
}
