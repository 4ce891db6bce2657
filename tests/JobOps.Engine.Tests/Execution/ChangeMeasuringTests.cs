using JobOps.Changes;
using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Sides of a change that are measured and written into a real ledger, which may be away when they are.</summary>
public sealed class ChangeMeasuringTests : ExecutionTest
{
    static readonly MeasuringPlan s_plan = new() { Count = 4, WarmUp = 1 };

    readonly List<string> _told = [];

    string Away => Folder.File("away.db");

    string SpoolFolder => Folder.File("spool");

    ChangeMeasuring Measuring => new(Ledger, _told.Add, new(SpoolFolder));

    [Fact]
    public async Task What_was_measured_stands_in_the_ledger_to_the_last_sample()
    {
        await using var site = new TestSite();
        await using var target = new MeasuredHttp(new() { Url = new(site.Url) });
        var change = await OpenAsync();

        Assert.Null(await Measuring.BeginAsync(change, Phase.Before, cancellation: Cancellation));
        var stored = await Measuring.MeasureAsync(change, Phase.Before, null, target, s_plan, cancellation: Cancellation);

        var read = Assert.Single(await Ledger.Baselines.GetAsync(change, Cancellation));
        Assert.Equivalent(stored, read, strict: true);
        Assert.Equal((4, 1, 4), (read.Count, read.WarmUp, (await Ledger.Baselines.GetSamplesAsync(read.BaselineId, Cancellation)).Count));
        Assert.Equal(ChangeStatus.Measured, (await Ledger.Changes.RequireAsync(change, Cancellation)).Status);
        Assert.False(Directory.Exists(SpoolFolder));
    }

    [Fact]
    public async Task After_the_change_it_is_measured_as_before_and_otherwise_not_at_all()
    {
        await using var site = new TestSite();
        await using var target = new MeasuredHttp(new() { Url = new(site.Url) });
        await using var other = new MeasuredHttp(new() { Url = new(site.Url + "other") });
        var change = await OpenAsync();
        await Measuring.MeasureAsync(change, Phase.Before, null, target, s_plan, cancellation: Cancellation);
        await Ledger.Changes.SetStatusAsync(change, ChangeStatus.Applied, command: "by hand", cancellation: Cancellation);

        var before = await Measuring.BeginAsync(change, Phase.After, cancellation: Cancellation);
        var plan = new AskedPlan().ToPlan(before, databaseCalls: null);
        var refused = await Assert.ThrowsAsync<JobOpsException>(
            () => Measuring.MeasureAsync(change, Phase.After, before, other, plan, cancellation: Cancellation));
        var after = await Measuring.MeasureAsync(change, Phase.After, before, target, plan, cancellation: Cancellation);

        Assert.Equal(nameof(Error.BaselineMismatch), refused.Error.Id);
        Assert.Equal((4, 1), (after.Count, after.WarmUp));
    }

    [Fact]
    public async Task Both_sides_in_turns_are_written_together()
    {
        await using var site = new TestSite();
        await using var now = new MeasuredHttp(new() { Url = new(site.Url) });
        await using var next = new MeasuredHttp(new() { Url = new(site.Url + "next") });
        var change = await OpenAsync();

        await Measuring.BeginAsync(change, Phase.Before, inTurns: true, Cancellation);
        var stored = await Measuring.MeasureInTurnsAsync(change, Phase.Before, now, next, s_plan, cancellation: Cancellation);

        Assert.Equal([(Phase.Before, 4, 2), (Phase.After, 4, 2)], stored.Select(side => (side.Phase, side.Count, side.Rounds!.Value)));
    }

    [Fact]
    public async Task What_was_measured_while_the_ledger_went_away_is_kept_and_written_when_it_is_back()
    {
        await using var site = new TestSite();
        await using var target = new MeasuredHttp(new() { Url = new(site.Url) });
        var change = await OpenAsync();
        await Measuring.BeginAsync(change, Phase.Before, cancellation: Cancellation);

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => Measuring.MeasureAsync(
            change, Phase.Before, null, target, s_plan, new Heard(() => File.Move(Location.Target, Away)), Cancellation))).Error;
        var file = Assert.Single(Directory.GetFiles(SpoolFolder));
        File.Move(Away, Location.Target);
        Assert.Empty(await Ledger.Baselines.GetAsync(change, Cancellation));
        await Measuring.TakeInAsync(Cancellation);

        Assert.Equal((nameof(Error.BaselineKept), file), (error.Id, error.Target));
        Assert.Equal(ErrorKind.LedgerUnavailable, error.Kind);
        var read = Assert.Single(await Ledger.Baselines.GetAsync(change, Cancellation));
        Assert.Equal((4, Phase.Before), (read.Count, read.Phase));
        Assert.Equal(4, (await Ledger.Baselines.GetSamplesAsync(read.BaselineId, Cancellation)).Count);
        Assert.Empty(Directory.GetFiles(SpoolFolder));
        Assert.StartsWith($"What was measured before change {change} at ", Assert.Single(_told));
    }

    [Fact]
    public async Task A_file_that_outlives_its_writing_is_not_written_twice()
    {
        var change = await OpenAsync();
        var phase = LedgerContract.SamplePhase(change, Phase.Before, 1, 2, 3);
        await Ledger.Baselines.AddAsync(phase, Cancellation);
        new BaselineSpool(SpoolFolder).Keep(Ledger.Info.Location, phase);

        await Measuring.TakeInAsync(Cancellation);

        Assert.Single(await Ledger.Baselines.GetAsync(change, Cancellation));
        Assert.Empty(Directory.GetFiles(SpoolFolder));
    }

    [Fact]
    public async Task What_belongs_to_another_ledger_and_what_the_ledger_refuses_stays()
    {
        var spool = new BaselineSpool(SpoolFolder);
        var elsewhere = spool.Keep("sqlite:/elsewhere/ledger.db", LedgerContract.SamplePhase(await OpenAsync(), Phase.Before, 1));
        var unknown = spool.Keep(Ledger.Info.Location, LedgerContract.SamplePhase(new(999), Phase.Before, 1));
        var broken = Path.Combine(SpoolFolder, "broken.json");
        await File.WriteAllTextAsync(broken, "{", Cancellation);

        await Measuring.TakeInAsync(Cancellation);

        Assert.Equal(new[] { broken, elsewhere, unknown }.Order(), Directory.GetFiles(SpoolFolder).Order());
        Assert.Equal(2, _told.Count);
        Assert.Contains(_told, sentence => sentence.StartsWith($"The measurements in {unknown} stay there: There is no change C999"));
    }

    [Fact]
    public async Task A_measuring_that_is_stopped_is_written_as_far_as_it_came()
    {
        await using var site = new TestSite();
        await using var target = new MeasuredHttp(new() { Url = new(site.Url) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var change = await OpenAsync();

        var stored = await Measuring.MeasureAsync(
            change, Phase.Before, null, target, s_plan with { Count = 30 }, new Heard(stop.Cancel), stop.Token);

        Assert.Equal((2, "stopped after 2 of 30 samples"), (stored.Count, stored.EndedEarly));
        Assert.Equal(2, (await Ledger.Baselines.GetSamplesAsync(stored.BaselineId, Cancellation)).Count);
    }

    async Task<ChangeId> OpenAsync() => (await Ledger.Changes.OpenAsync(LedgerContract.SampleChange(), Cancellation)).ChangeId;

    /// <summary>Does something after the second sample.</summary>
    sealed class Heard(Action act) : IProgress<MeasuringProgress>
    {
        public void Report(MeasuringProgress value)
        {
            if (value is { WarmingUp: false, Taken: 2 })
                act();
        }
    }
}
