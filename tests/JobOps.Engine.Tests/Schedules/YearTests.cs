using JobOps.Engine.Tests.Contract;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Engine.Tests.Schedules;

/// <summary>
/// A year of a ledger with three schedulers: they are started again, sleep for up to a week, and the database's clock goes back now and
/// then. Whatever happened, each slot is one run, or stands in one row that says why not.
/// </summary>
public sealed class YearTests(SqliteRig rig) : LedgerTest<SqliteRig>(rig), IClassFixture<SqliteRig>
{
    const int Schedulers = 3;

    static readonly DateTimeOffset s_begin = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset s_end = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly string[] s_zones =
        ["Europe/Dublin", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland"];

    // Fixed times in and around the hours that are skipped and doubled, what is due in every hour, and an interval.
    static readonly (string Name, string? Cron, TimeSpan? Every)[] s_times =
    [
        ("fixed", "15 1,2 * * *", null), ("hourly", "5 * * * SUN", null), ("weekly", "30 2 * * SUN", null),
        ("last", "45 23 L * *", null), ("every", null, TimeSpan.FromHours(11)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20270328)]
    public async Task Every_slot_of_a_year_is_one_run_or_a_row_that_says_why_not(int seed)
    {
        var random = new Random(seed);
        var clock = new DrivenClock(s_begin);
        var job = await Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob($"year-{seed}"), Cancellation);
        var ledgers = new ILedger[Schedulers];
        for (var index = 0; index < Schedulers; index++)
            ledgers[index] = await DrivenLedger.OpenAsync(Rig.Location, clock, Cancellation);
        var schedules = new List<JobSchedule>();
        foreach (var zone in s_zones)
            foreach (var (name, cron, every) in s_times)
                schedules.Add(await ledgers[0].Schedules.SetAsync(
                    new()
                    {
                        Name = $"{seed}.{zone.Replace('/', '.')}.{name}", JobName = job.Name, Cron = cron, Every = every, TimeZone = zone,
                        CatchUp = (CatchUp)(schedules.Count % 3),
                        CatchUpWithin = schedules.Count % 3 == 0 ? null : TimeSpan.FromHours(30),
                        Jitter = schedules.Count % 2 == 0 ? null : TimeSpan.FromMinutes(3),
                        ExceptDate = [new(2027, 3, 28), new(2027, 12, 25)],
                    },
                    Cancellation));

        while (clock.Now < s_end)
        {
            var later = Later(random, clock.Now, await ledgers[0].Schedules.GetDueAsync(1, Cancellation));
            clock.Now = later < s_end ? later : s_end;
            if (random.Next(40) == 0)
                clock.Now -= TimeSpan.FromSeconds(random.Next(3600));
            if (random.Next(200) == 0)
                await StartAgainAsync(ledgers, random.Next(Schedulers), clock);
            await Task.WhenAll(ledgers.Where(_ => random.Next(3) > 0).ToList()
                .Select(ledger => Task.Run(() => new Scheduler(ledger).PassAsync(Cancellation), Cancellation)));
        }
        await new Scheduler(ledgers[0]).PassAsync(Cancellation);

        var runs = (await Ledger.Runs.GetAsync(new() { JobName = job.Name, Limit = 200_000 }, Cancellation))
            .Select(run => run.IdempotencyKey!).ToList();
        Assert.Equal(runs.Count, runs.Distinct().Count());
        var problems = new List<string>();
        foreach (var schedule in schedules)
            problems.AddRange(await UnaccountedAsync(schedule, runs.ToHashSet()));
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();

        Assert.Empty(problems);
        Assert.True(runs.Count > 4000, $"only {runs.Count} runs");
    }

    // Mostly to what is due next; now and then everybody sleeps for hours, and sometimes for a week.
    static DateTimeOffset Later(Random random, DateTimeOffset now, DueSchedules due) => random.Next(100) switch
    {
        0 => now + TimeSpan.FromDays(7) * random.NextDouble(),
        < 4 => now + TimeSpan.FromHours(12) * random.NextDouble(),
        _ => due.NextAt is { } next && next > now ? next + TimeSpan.FromMilliseconds(random.Next(900)) : now + TimeSpan.FromMinutes(7),
    };

    async Task StartAgainAsync(ILedger[] ledgers, int index, DrivenClock clock)
    {
        await ledgers[index].DisposeAsync();
        ledgers[index] = await DrivenLedger.OpenAsync(Rig.Location, clock, Cancellation);
    }

    /// <summary>Slots that are neither a run nor missed, or both, and runs and rows of what is no slot.</summary>
    async Task<List<string>> UnaccountedAsync(JobSchedule schedule, HashSet<string> runs)
    {
        var missed = await Ledger.Schedules.GetMissedAsync(schedule.Name, 100_000, Cancellation);
        var slots = SlotSequence.Of(schedule).After(s_begin).TakeWhile(slot => slot + schedule.Delay() <= s_end).ToList();
        var problems = new List<string>();
        foreach (var slot in slots)
        {
            var rows = missed.Count(row => row.FirstSlot <= slot && slot <= row.LastSlot);
            var ran = runs.Contains(schedule.KeyOf(slot)) ? 1 : 0;
            if (ran + rows != 1)
                problems.Add($"{schedule.KeyOf(slot)}: {ran} runs, {rows} rows");
        }
        var ofSchedule = runs.Count(key => key.StartsWith($"schedule:{schedule.Name}@", StringComparison.Ordinal));
        var accounted = ofSchedule + missed.Sum(row => row.Slots);
        if (accounted != slots.Count)
            problems.Add($"{schedule.Name}: {slots.Count} slots, {accounted} runs and missed slots");
        return problems;
    }
}
