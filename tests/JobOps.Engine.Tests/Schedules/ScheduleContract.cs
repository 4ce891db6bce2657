using System.Globalization;
using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Schedules;

namespace JobOps.Engine.Tests.Schedules;

/// <summary>What schedules do on every ledger. The database's clock is driven, so that a week takes no time.</summary>
public abstract class ScheduleContract(LedgerRig rig) : LedgerTest<LedgerRig>(rig)
{
    static readonly DateTimeOffset s_begin = new(2027, 3, 1, 11, 59, 30, TimeSpan.Zero);

    ILedger? _driven;

    private protected DrivenClock Clock { get; } = new(s_begin);

    protected ILedger Driven => _driven!;

    Scheduler Scheduler => new(Driven);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // What other tests have left is not due in this one.
        foreach (var schedule in await Ledger.Schedules.GetAsync("*", cancellation: Cancellation))
            await Ledger.Schedules.RemoveAsync(schedule.Name, null, Cancellation);
        _driven = await DrivenLedger.OpenAsync(Rig.Location, Clock, Cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_driven is not null)
            await _driven.DisposeAsync();
        await base.DisposeAsync();
    }

    protected static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    async Task<JobDefinition> RegisterAsync(Func<JobDefinition, JobDefinition>? change = null)
    {
        var job = LedgerContract.SampleJob($"job-{Guid.NewGuid():N}");
        return await Driven.Jobs.RegisterAsync(change?.Invoke(job) ?? job, Cancellation);
    }

    /// <summary>A schedule for every hour, of a job of its own.</summary>
    protected async Task<JobSchedule> SetAsync(
        Func<ScheduleEdit, ScheduleEdit>? change = null, Func<JobDefinition, JobDefinition>? ofJob = null)
    {
        var job = await RegisterAsync(ofJob);
        var edit = new ScheduleEdit { Name = $"schedule-{Guid.NewGuid():N}", JobName = job.Name, Cron = "0 * * * *" };
        return await Driven.Schedules.SetAsync(change?.Invoke(edit) ?? edit, Cancellation);
    }

    async Task<IReadOnlyList<JobRun>> RunsAsync(JobSchedule schedule) =>
        [.. (await Driven.Runs.GetAsync(new() { JobName = schedule.JobName, Limit = 5000 }, Cancellation)).OrderBy(run => run.RunId)];

    protected async Task<string[]> KeysAsync(JobSchedule schedule) =>
        [.. (await RunsAsync(schedule)).Select(run => run.IdempotencyKey!.Split('@')[1])];

    protected async Task<string[]> MissedAsync(JobSchedule schedule) =>
        [.. (await Driven.Schedules.GetMissedAsync(schedule.Name, cancellation: Cancellation)).Reverse()
            .Select(row => $"{row.FirstSlot:MM-dd HH:mm} {row.LastSlot:MM-dd HH:mm} {row.Slots} {row.Reason}")];

    async Task PassAsync(string at)
    {
        Clock.Now = At(at);
        await Scheduler.PassAsync(Cancellation);
    }

    static async Task<JobOpsError> ErrorOfAsync(Func<Task> action) => (await Assert.ThrowsAsync<JobOpsException>(action)).Error;

    [Fact]
    public async Task A_schedule_is_kept_with_all_that_it_has()
    {
        var set = await SetAsync(edit => edit with
        {
            Cron = null, Every = TimeSpan.FromMinutes(90), TimeZone = "W. Europe Standard Time", CatchUp = CatchUp.All,
            CatchUpWithin = TimeSpan.FromDays(2), Jitter = TimeSpan.FromMinutes(5), Environment = "stüging",
            ExceptDate = [new(2027, 12, 25), new(2027, 1, 1), new(2027, 12, 25)],
            Parameters = new Dictionary<string, object?> { ["text"] = "ü", ["number"] = 3L, ["flag"] = true },
        });

        var found = await Driven.Schedules.RequireAsync(set.Name.ToUpperInvariant(), Cancellation);

        Assert.Equivalent(set, found);
        Assert.Equal("Europe/Berlin", found.TimeZone);
        Assert.Equal([new(2027, 1, 1), new(2027, 12, 25)], found.ExceptDate);
        Assert.Equal([true, 3L, "ü"], found.Parameters.Values);
        Assert.Equal((Driven.Info.Actor, s_begin), (found.SetBy, found.SetAt));
        Assert.Equal(found.NextSlot + found.Delay(), found.DueAt);
        Assert.Equal(found.Name, Assert.Single(await Driven.Schedules.GetAsync("*", found.JobName, Cancellation)).Name);
    }

    [Fact]
    public async Task What_is_not_named_stays_and_what_is_so_already_changes_nothing()
    {
        var first = await SetAsync(edit => edit with { CatchUp = CatchUp.Last, CatchUpWithin = TimeSpan.FromHours(1) });

        var same = await Driven.Schedules.SetAsync(new() { Name = first.Name, Cron = "0 * * * *" }, Cancellation);
        var other = await Driven.Schedules.SetAsync(new() { Name = first.Name, Every = TimeSpan.FromMinutes(5) }, Cancellation);
        var none = await Driven.Schedules.SetAsync(new() { Name = first.Name, CatchUp = CatchUp.None }, Cancellation);

        Assert.Equal((true, first.Revision), (same.Unchanged, same.Revision));
        Assert.Equal((false, null, TimeSpan.FromMinutes(5), CatchUp.Last), (other.Unchanged, other.Cron, other.Every, other.CatchUp));
        Assert.Equal((CatchUp.None, null), (none.CatchUp, none.CatchUpWithin));
    }

    [Fact]
    public async Task What_no_schedule_can_be_is_refused_whole()
    {
        var set = await SetAsync();

        var wrong = await ErrorOfAsync(() => Driven.Schedules.SetAsync(
            new() { Name = set.Name, Cron = "61 * * * *", TimeZone = "Mars/Base" }, Cancellation));
        var jobless = await ErrorOfAsync(() => Driven.Schedules.SetAsync(new() { Name = "new", Cron = "@daily" }, Cancellation));
        var gone = await ErrorOfAsync(() => Driven.Schedules.SetAsync(
            new() { Name = "new", JobName = "nowhere", Cron = "@daily" }, Cancellation));

        Assert.Equal(nameof(Error.ScheduleInvalid), wrong.Id);
        Assert.Contains("cron: ", wrong.Actual);
        Assert.Contains("timeZone: ", wrong.Actual);
        Assert.Contains("job: ", jobless.Actual);
        Assert.Equal(nameof(Error.JobNotFound), gone.Id);
        Assert.Equal("0 * * * *", (await Driven.Schedules.RequireAsync(set.Name, Cancellation)).Cron);
        var unknown = await ErrorOfAsync(() => Driven.Schedules.RemoveAsync("none", null, Cancellation));
        Assert.Equal(nameof(Error.ScheduleNotFound), unknown.Id);
    }

    [Fact]
    public async Task A_slot_is_one_run_however_many_schedulers_there_are()
    {
        var set = await SetAsync(edit => edit with { Parameters = new Dictionary<string, object?> { ["value"] = "x" } },
            job => job with { Parameters = [new() { Name = "value" }] });

        await PassAsync("2027-03-01 11:59:59.999");
        Assert.Empty(await RunsAsync(set));
        Clock.Now = At("2027-03-01 12:00:00");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Scheduler.PassAsync(Cancellation))));

        var run = Assert.Single(await RunsAsync(set));
        Assert.Equal(($"schedule:{set.Name}@2027-03-01T12:00:00Z", RunStatus.Queued), (run.IdempotencyKey, run.Status));
        Assert.Equal("x", run.Parameters["value"]);
        var after = await Driven.Schedules.RequireAsync(set.Name, Cancellation);
        Assert.Equal((At("2027-03-01 12:00"), At("2027-03-01 13:00"), run.RunId), (after.LastSlot, after.NextSlot, after.LastRunId));
    }

    [Fact]
    public async Task Jitter_delays_the_run_and_not_the_slot()
    {
        var set = await SetAsync(edit => edit with { Jitter = TimeSpan.FromMinutes(30) });
        Assert.True(set.Delay() > TimeSpan.FromMilliseconds(1), "one name of a million has no delay");

        Clock.Now = At("2027-03-01 12:00") + set.Delay() - TimeSpan.FromMilliseconds(1);
        await Scheduler.PassAsync(Cancellation);
        Assert.Empty(await RunsAsync(set));
        Clock.Now += TimeSpan.FromMilliseconds(1);
        await Scheduler.PassAsync(Cancellation);

        Assert.Equal(["2027-03-01T12:00:00Z"], await KeysAsync(set));
    }

    [Theory]
    [InlineData(CatchUp.None, null, "2027-03-01 17:30", "", "03-01 12:00 03-01 17:00 6 TooLate")]
    // In time is what is a minute late.
    [InlineData(CatchUp.None, null, "2027-03-01 17:01", "17", "03-01 12:00 03-01 16:00 5 TooLate")]
    [InlineData(CatchUp.Last, null, "2027-03-01 17:30", "17", "03-01 12:00 03-01 16:00 5 Superseded")]
    [InlineData(CatchUp.Last, 20, "2027-03-01 17:30", "", "03-01 12:00 03-01 17:00 6 TooLate")]
    [InlineData(CatchUp.All, null, "2027-03-01 17:30", "12 13 14 15 16 17")]
    [InlineData(CatchUp.All, 150, "2027-03-01 17:30", "15 16 17", "03-01 12:00 03-01 14:00 3 TooLate")]
    public async Task What_passed_while_nobody_was_there_is_caught_up_as_wanted_or_said(
        CatchUp catchUp, int? withinMinutes, string back, string hours, params string[] missed)
    {
        var set = await SetAsync(edit => edit with
        {
            CatchUp = catchUp, CatchUpWithin = withinMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        });

        await PassAsync(back);

        Assert.Equal(hours.Split(' ', StringSplitOptions.RemoveEmptyEntries), (await KeysAsync(set)).Select(key => key[11..13]));
        Assert.Equal(missed, await MissedAsync(set));
        await PassAsync("2027-03-01 18:00");
        Assert.Equal("2027-03-01T18:00:00Z", (await KeysAsync(set))[^1]);
    }

    [Fact]
    public async Task A_week_of_seconds_is_one_row()
    {
        var set = await SetAsync(edit => edit with { Cron = "* * * * * *" });

        await PassAsync("2027-03-08 12:00:00");

        Assert.Equal(["2027-03-08T12:00:00Z"], await KeysAsync(set));
        var rows = await Driven.Schedules.GetMissedAsync(set.Name, cancellation: Cancellation);
        Assert.Equal(7 * 24 * 3600 + 29, rows.Sum(row => row.Slots));
        Assert.InRange(rows.Count, 1, 2);
    }

    [Fact]
    public async Task Of_more_slots_than_are_caught_up_at_once_the_newest_run()
    {
        var set = await SetAsync(edit => edit with { Cron = "* * * * *", CatchUp = CatchUp.All });

        await PassAsync("2027-03-02 12:00");

        Assert.Equal(SlotPlan.MostAtOnce, (await RunsAsync(set)).Count);
        Assert.Equal(["03-01 12:00 03-01 19:20 441 TooMany"], await MissedAsync(set));
    }

    [Fact]
    public async Task A_suspended_schedule_rests_and_its_slots_are_said_when_it_goes_on()
    {
        var set = await SetAsync(edit => edit with { CatchUp = CatchUp.All });

        Assert.True(await Driven.Schedules.SetSuspendedAsync(set.Name, true, "the fair", Cancellation));
        Assert.False(await Driven.Schedules.SetSuspendedAsync(set.Name, true, null, Cancellation));
        await PassAsync("2027-03-01 15:30");
        var resting = await Driven.Schedules.RequireAsync(set.Name, Cancellation);
        Assert.True(await Driven.Schedules.SetSuspendedAsync(set.Name, false, null, Cancellation));
        await PassAsync("2027-03-01 16:00");

        Assert.Equal((true, "the fair", Driven.Info.Actor), (resting.IsSuspended, resting.SuspendedReason, resting.SuspendedBy));
        Assert.Equal(["2027-03-01T16:00:00Z"], await KeysAsync(set));
        Assert.Equal(["03-01 12:00 03-01 15:00 4 Suspended"], await MissedAsync(set));
        Assert.Equal(["ScheduleSet", "ScheduleSuspended", "ScheduleResumed"], await EventsAsync(set));
    }

    async Task<string[]> EventsAsync(JobSchedule schedule) =>
        [.. (await Driven.Journal.GetAsync(0, Cancellation)).Where(entry => entry.Data.Contains(schedule.Name, StringComparison.Ordinal)
            && entry.Event.StartsWith("Schedule", StringComparison.Ordinal)).Select(entry => entry.Event)];

    [Fact]
    public async Task A_slot_that_was_due_when_its_schedule_changed_is_said()
    {
        var set = await SetAsync();
        Clock.Now = At("2027-03-01 13:20");

        var changed = await Driven.Schedules.SetAsync(new() { Name = set.Name, Cron = "30 * * * *" }, Cancellation);
        await PassAsync("2027-03-01 13:30");

        Assert.Equal(At("2027-03-01 13:30"), changed.NextSlot);
        Assert.Equal(["03-01 12:00 03-01 13:00 2 Changed"], await MissedAsync(set));
        Assert.Equal(["2027-03-01T13:30:00Z"], await KeysAsync(set));
    }

    [Fact]
    public async Task A_removed_schedule_starts_nothing_and_may_come_back()
    {
        var set = await SetAsync();

        await Driven.Schedules.RemoveAsync(set.Name, "replaced", Cancellation);
        await PassAsync("2027-03-01 12:00");
        Assert.Null(await Driven.Schedules.FindAsync(set.Name, Cancellation));
        await Driven.Schedules.SetAsync(new() { Name = set.Name, JobName = set.JobName, Cron = "0 * * * *" }, Cancellation);
        await PassAsync("2027-03-01 13:00");

        Assert.Equal(["2027-03-01T13:00:00Z"], await KeysAsync(set));
        Assert.Equal(["ScheduleSet", "ScheduleRemoved", "ScheduleSet"], await EventsAsync(set));
    }

    [Fact]
    public async Task The_overlap_policy_of_the_job_holds_and_says_which_run_was_in_the_way()
    {
        var set = await SetAsync(edit => edit with { CatchUp = CatchUp.All }, job => job with { Overlap = Overlap.Skip });

        await PassAsync("2027-03-01 14:30");
        await PassAsync("2027-03-01 15:00");

        var run = Assert.Single(await RunsAsync(set));
        Assert.Equal(["03-01 13:00 03-01 15:00 3 Overlap"], await MissedAsync(set));
        var row = Assert.Single(await Driven.Schedules.GetMissedAsync(set.Name, cancellation: Cancellation));
        Assert.Contains($"{run.RunId}", row.Detail);
        Assert.Null((await Driven.Schedules.RequireAsync(set.Name, Cancellation)).Problem);
    }

    [Fact]
    public async Task A_refused_start_is_a_missed_slot_and_shown_until_one_succeeds()
    {
        var set = await SetAsync();
        await Driven.Jobs.SetEnabledAsync(set.JobName, false, "did harm", Cancellation);

        await PassAsync("2027-03-01 12:00");
        await PassAsync("2027-03-01 13:00");
        var refused = await Driven.Schedules.RequireAsync(set.Name, Cancellation);
        await Driven.Jobs.SetEnabledAsync(set.JobName, true, null, Cancellation);
        await PassAsync("2027-03-01 14:00");

        Assert.Contains("did harm", refused.Problem);
        Assert.Equal(["03-01 12:00 03-01 13:00 2 Refused"], await MissedAsync(set));
        Assert.Equal(["2027-03-01T14:00:00Z"], await KeysAsync(set));
        Assert.Null((await Driven.Schedules.RequireAsync(set.Name, Cancellation)).Problem);
    }

    [Fact]
    public async Task One_bad_schedule_never_stops_the_others()
    {
        var good = await SetAsync();
        var gone = await SetAsync();
        await Driven.Jobs.UnregisterAsync(gone.JobName, null, Cancellation);
        var unfit = await SetAsync(edit => edit with { Parameters = new Dictionary<string, object?> { ["value"] = "x" } },
            job => job with { Parameters = [new() { Name = "value" }] });
        await Driven.Jobs.RegisterAsync(
            LedgerContract.SampleJob(unfit.JobName) with { Parameters = [new() { Name = "other" }] }, Cancellation);
        var elsewhere = await SetAsync(edit => edit with { Environment = "nowhere" }, job => job with { Environments = ["production"] });
        var unreadable = await SetAsync();
        await Rig.TamperAsync(
            "UPDATE jobops.JobVersion SET Definition = '{' WHERE JobId = "
                + $"(SELECT JobId FROM jobops.Job WHERE Name = '{unreadable.JobName}')");
        var broken = await SetAsync();
        var zone = await SetAsync();
        await Rig.TamperAsync($"UPDATE jobops.Schedule SET Content = '{{' WHERE Name = '{broken.Name}'");
        await Rig.TamperAsync(
            $"UPDATE jobops.Schedule SET Content = REPLACE(Content, '\"UTC\"', '\"Mars/Base\"') WHERE Name = '{zone.Name}'");

        await PassAsync("2027-03-01 12:00");
        await PassAsync("2027-03-01 13:00");

        Assert.Equal(2, (await RunsAsync(good)).Count);
        foreach (var bad in (JobSchedule[])[gone, unfit, elsewhere, unreadable])
        {
            Assert.Equal(["03-01 12:00 03-01 13:00 2 Refused"], await MissedAsync(bad));
            Assert.NotNull((await Driven.Schedules.RequireAsync(bad.Name, Cancellation)).Problem);
        }
        foreach (var bad in (JobSchedule[])[broken, zone])
        {
            var shown = await Driven.Schedules.RequireAsync(bad.Name, Cancellation);
            Assert.Equal((At("2027-03-01 12:00"), At("2027-03-01 13:01")), (shown.NextSlot, shown.DueAt));
            Assert.NotNull(shown.Problem);
        }
        Assert.Contains("Mars/Base", (await Driven.Schedules.RequireAsync(zone.Name, Cancellation)).Problem);
        await Driven.Schedules.SetAsync(new() { Name = broken.Name, JobName = broken.JobName, Cron = "0 * * * *" }, Cancellation);
        await PassAsync("2027-03-01 14:00");
        Assert.Equal(["2027-03-01T14:00:00Z"], await KeysAsync(broken));
    }

    [Fact]
    public async Task AClock_that_jumps_and_comes_back_doubles_nothing()
    {
        var set = await SetAsync();

        await PassAsync("2027-03-01 12:00");
        await PassAsync("2027-03-01 15:30");
        await PassAsync("2027-03-01 12:30");
        await PassAsync("2027-03-01 13:00");
        await PassAsync("2027-03-01 16:00");

        Assert.Equal(["2027-03-01T12:00:00Z", "2027-03-01T16:00:00Z"], await KeysAsync(set));
        Assert.Equal(["03-01 13:00 03-01 15:00 3 TooLate"], await MissedAsync(set));
    }

    [Fact]
    public async Task A_slot_that_was_started_before_is_not_started_again()
    {
        var set = await SetAsync();
        await PassAsync("2027-03-01 12:00");

        // As if what was passed had never been written down, and what is started had changed meanwhile.
        await Rig.TamperAsync(
            $"UPDATE jobops.Schedule SET NextSlot = LastSlot, DueAt = LastSlot, LastSlot = NULL WHERE Name = '{set.Name}'");
        await PassAsync("2027-03-01 12:00:10");

        Assert.Single(await RunsAsync(set));
        Assert.Empty(await MissedAsync(set));
    }

    [Fact]
    public async Task The_schedules_of_a_job_file_come_and_go_with_it()
    {
        var name = $"job-{Guid.NewGuid():N}";
        JobDefinition File(params string[] schedules) => LedgerContract.SampleJob(name) with
        {
            Schedules = [.. schedules.Select(schedule => new ScheduleEdit
            {
                Name = $"{name}.{schedule}", JobName = name, Cron = "0 * * * *", OfJobFile = true,
            })],
        };

        var first = await Driven.Jobs.RegisterAsync(File("a", "b"), Cancellation);
        await Driven.Schedules.SetSuspendedAsync($"{name}.b", true, "fair", Cancellation);
        var again = await Driven.Jobs.RegisterAsync(File("b", "c"), Cancellation);
        await Driven.Schedules.SetAsync(new() { Name = $"{name}.hand", JobName = name, Cron = "@daily" }, Cancellation);
        // A registration that knows of no file leaves them alone.
        await Driven.Jobs.RegisterAsync(LedgerContract.SampleJob(name) with { Description = "new" }, Cancellation);

        Assert.Equal((1, true), (first.Version, again.Unchanged));
        var found = await Driven.Schedules.GetAsync("*", name, Cancellation);
        Assert.Equal([$"{name}.b", $"{name}.c", $"{name}.hand"], found.Select(one => one.Name));
        Assert.Equal([true, false, false], found.Select(one => one.IsSuspended));
        var byHand = await ErrorOfAsync(() => Driven.Schedules.SetAsync(new() { Name = $"{name}.c", Cron = "@daily" }, Cancellation));
        var taken = await ErrorOfAsync(() => Driven.Jobs.RegisterAsync(File("b", "hand"), Cancellation));
        Assert.Equal((nameof(Error.ScheduleOfJobFile), nameof(Error.ScheduleNameTaken)), (byHand.Id, taken.Id));
        Assert.Equal(3, (await Driven.Schedules.GetAsync("*", name, Cancellation)).Count);
    }

    [Fact]
    public async Task A_thousand_that_are_due_at_once_all_run()
    {
        var count = Rig is SqliteRig ? 1000 : 60;
        var job = await RegisterAsync();
        for (var index = 0; index < count; index++)
            await Driven.Schedules.SetAsync(
                new() { Name = $"{job.Name}-{index}", JobName = job.Name, Cron = "0 12 * * *" }, Cancellation);

        Clock.Now = At("2027-03-01 12:00");
        await Task.WhenAll(Scheduler.PassAsync(Cancellation), Scheduler.PassAsync(Cancellation));

        var runs = await Driven.Runs.GetAsync(new() { JobName = job.Name, Limit = 5000 }, Cancellation);
        Assert.Equal(count, runs.Select(run => run.IdempotencyKey).Distinct().Count());
        Assert.Equal(count, runs.Count);
    }
}

public sealed class SqliteScheduleTests(SqliteRig rig) : ScheduleContract(rig), IClassFixture<SqliteRig>
{
    [Fact]
    public async Task What_passed_while_the_ledger_was_away_for_hours_is_caught_up_when_it_is_back()
    {
        var all = await SetAsync(edit => edit with { CatchUp = CatchUp.All });
        var none = await SetAsync();
        using var heard = new SemaphoreSlim(0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var scheduling = new Scheduler(Driven, _ => heard.Release()).RunAsync(stop.Token);

        File.Move(Rig.Location.Target, Rig.Location.Target + ".away");
        Clock.Now = At("2027-03-01 14:30");
        await heard.WaitAsync(Cancellation);
        await heard.WaitAsync(Cancellation);
        File.Move(Rig.Location.Target + ".away", Rig.Location.Target);
        while ((await Driven.Schedules.GetDueAsync(1, Cancellation)).Due.Count > 0)
            await Task.Delay(10, Cancellation);
        await stop.CancelAsync();
        await scheduling;

        Assert.Equal(["2027-03-01T12:00:00Z", "2027-03-01T13:00:00Z", "2027-03-01T14:00:00Z"], await KeysAsync(all));
        Assert.Equal(["03-01 12:00 03-01 14:00 3 TooLate"], await MissedAsync(none));
    }
}

public sealed class SqlServerScheduleTests(SqlServerRig rig) : ScheduleContract(rig), IClassFixture<SqlServerRig>;
