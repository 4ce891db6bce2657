using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Schedules;

namespace JobOps.Agent.Tests;

/// <summary>schedule set, list, test, suspend, resume and remove, and the workers that schedule.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task A_schedule_is_set_listed_suspended_resumed_and_removed()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var set = (await shop.CallAsync(
            "schedule", "set", "nightly", "--job", "easy", "--cron", "15 2 * * *", "--time-zone", "Europe/Dublin",
            "--except-date", "2027-12-25", "--catch-up", "last", "--catch-up-within", "2d", "--jitter", "5m")).EndsWith(0);
        var again = (await shop.CallAsync("schedule", "set", "nightly", "--cron", "15 2 * * *")).EndsWith(0);
        var list = (await shop.CallWithAsync("COLUMNS=160", "schedule", "list")).EndsWith(0);
        var shown = (await shop.CallAsync("schedule", "list", "nightly")).EndsWith(0);
        var json = (await shop.CallAsync("schedule", "list", "nightly", "--json")).EndsWith(0);

        Assert.Matches(
            "Schedule nightly starts easy at 02:15 every day .Europe/Dublin., but not on 1 date, .* later by its jitter. Next: ",
            set.Output);
        Assert.Contains(", as before.", again.Output, StringComparison.Ordinal);
        Assert.Matches(@"nightly +easy +15 2 \* \* \* +active +\w{3} 20.* 02:15 ", list.Output);
        Assert.Matches(@"Except +2027-12-25\s+Catch up +last, not older than 2 d\s+Jitter +up to 5 min", shown.Output);
        Assert.Contains("\"cron\": \"15 2 * * *\"", json.Output, StringComparison.Ordinal);
        Assert.Contains("\"catchUpWithin\": \"2.00:00:00\"", json.Output, StringComparison.Ordinal);

        Assert.Contains("is suspended by", (await shop.CallAsync("schedule", "suspend", "nightly", "--reason", "fair")).EndsWith(0).Output);
        Assert.Contains("was suspended already", (await shop.CallAsync("schedule", "suspend", "nightly")).EndsWith(0).Output);
        Assert.Contains("is active.", (await shop.CallAsync("schedule", "resume", "nightly")).EndsWith(0).Output);
        Assert.Contains("is out of use", (await shop.CallAsync("schedule", "remove", "nightly")).EndsWith(0).Output);
        Assert.Contains("No schedules.", (await shop.CallAsync("schedule", "list")).EndsWith(0).Output);
    }

    [Fact]
    public async Task An_expression_is_tested_without_a_ledger()
    {
        await using var shop = new Workshop();

        var year = (await shop.CallAsync("schedule", "test", "--cron", "15 1 * * *", "--time-zone", "Europe/Dublin", "--year", "2027"))
            .EndsWith(0);
        var wrong = (await shop.CallAsync("schedule", "test", "--cron", "61 * * * *")).EndsWith(65);
        var nothing = (await shop.CallAsync("schedule", "test")).EndsWith(64);

        Assert.Contains("At 01:15 every day (Europe/Dublin).", year.Output, StringComparison.Ordinal);
        Assert.Matches(@"Sun 2027-03-28 02:00 \+01:00 +01:15 is skipped: due right after the gap", year.Output);
        Assert.Matches(@"Sun 2027-10-31 01:15 \+01:00 +shown twice by the clocks: due the first time", year.Output);
        Assert.Contains("Minutes: Value must be", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("one of the three", nothing.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(shop.LedgerFile));
    }

    [Fact]
    public async Task A_worker_leaves_schedules_to_others_where_it_is_told_so()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("schedule", "set", "often", "--job", "easy", "--every", "1s")).EndsWith(0);
        await shop.WaitUntilAsync(async ledger => (await ledger.Schedules.GetDueAsync(1)).Due.Count > 0);

        Assert.Contains("Executed 0 runs.", (await shop.CallAsync("worker", "--drain", "--no-schedule")).EndsWith(0).Output);
        // On a busy machine the next slot is due before it has drained.
        Assert.Matches(@"Executed [1-9]\d* runs?\.", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
        Assert.Contains("--no-schedule", (await shop.CallAsync("worker", "--no-schedule", "--install-unit", "-")).EndsWith(0).Output);
    }

    [Fact]
    [Trait("category", "faults")]
    public async Task Of_two_workers_one_is_killed_and_one_sleeps_and_every_slot_is_one_run_or_a_row()
    {
        var rounds = FaultForm.Of(2, 20);
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("schedule", "set", "often", "--job", "easy", "--every", "1s", "--catch-up", "all")).EndsWith(0);
        (await shop.CallAsync("schedule", "set", "seldom", "--job", "easy", "--every", "2s")).EndsWith(0);
        var begin = await SlotsAsync(shop);
        var (killed, frozen) = (await StartAsync(shop), await StartAsync(shop));

        for (var round = 1; round <= rounds; round++)
        {
            await WaitForRunsAsync(shop, 3 * round);
            await killed.KillAsync();
            await frozen.SignalAsync("STOP");
            var due = (await ReadAsync(shop, ledger => ledger.Schedules.RequireAsync("often"))).NextSlot!.Value;
            await shop.WaitUntilAsync(async ledger => (await ledger.Schedules.GetDueAsync(1)).Now > due.AddSeconds(2));
            await frozen.SignalAsync("CONT");
            killed = await StartAsync(shop);
        }
        await WaitForRunsAsync(shop, 3 * rounds + 3);
        foreach (var worker in new[] { killed, frozen })
        {
            await worker.SignalAsync("TERM");
            Assert.Equal(0, await worker.WaitForEndAsync());
        }

        foreach (var name in (string[])["often", "seldom"])
            await CheckAsync(shop, name, begin[name]);
    }

    static async Task<WorkerProcess> StartAsync(Workshop shop)
    {
        var worker = WorkerProcess.Start(shop, leaseSeconds: 1);
        await worker.WaitForAsync("serves all queues");
        return worker;
    }

    static async Task<T> ReadAsync<T>(Workshop shop, Func<ILedger, Task<T>> read)
    {
        await using var ledger = await LedgerFactory.Instance.OpenAsync(shop.Ledger);
        return await read(ledger);
    }

    static Task<Dictionary<string, DateTimeOffset>> SlotsAsync(Workshop shop) => ReadAsync(shop, async ledger =>
        (await ledger.Schedules.GetAsync()).ToDictionary(schedule => schedule.Name, schedule => schedule.NextSlot!.Value));

    static Task WaitForRunsAsync(Workshop shop, int count) => shop.WaitUntilAsync(async ledger =>
        (await ledger.Runs.GetAsync(new() { JobName = "easy", Statuses = [RunStatus.Succeeded], Limit = 10_000 })).Count >= count);

    /// <summary>Each slot from the first on, up to the last that was passed.</summary>
    static Task<int> CheckAsync(Workshop shop, string name, DateTimeOffset begin) => ReadAsync(shop, async ledger =>
    {
        var schedule = await ledger.Schedules.RequireAsync(name);
        var keys = (await ledger.Runs.GetAsync(new() { JobName = "easy", Limit = 10_000 }))
            .Select(run => run.IdempotencyKey!).Where(key => key.StartsWith($"schedule:{name}@", StringComparison.Ordinal)).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        var missed = await ledger.Schedules.GetMissedAsync(name, 1000);
        var slots = SlotSequence.Of(schedule).After(begin.AddTicks(-1)).TakeWhile(slot => slot <= schedule.LastSlot).ToList();
        Assert.All(slots, slot => Assert.Equal(
            1, keys.Count(key => key == schedule.KeyOf(slot)) + missed.Count(row => row.FirstSlot <= slot && slot <= row.LastSlot)));
        Assert.Equal(slots.Count, keys.Count + missed.Sum(row => row.Slots));
        return slots.Count;
    });
}
