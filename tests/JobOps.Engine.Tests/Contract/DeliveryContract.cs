using JobOps.Changes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Engine.Tests.Contract;

/// <summary>How changes are delivered, on a ledger whose rows were set back in time: each test has an owner of its own.</summary>
public abstract class DeliveryContract(LedgerRig rig) : LedgerTest<LedgerRig>(rig)
{
    const int Hour = 60;
    const int Day = 24 * Hour;

    readonly string _owner = $"team {Guid.NewGuid():N}";
    readonly string _area = $"/area/{Guid.NewGuid():N}";

    [Fact]
    public async Task The_five_figures_are_those_of_the_history()
    {
        // Opened 1 to 8 hours before; applied every third day.
        for (var number = 1; number <= 8; number++)
        {
            var change = await ByHandAsync($"{_area}/{(number is 4 ? 3 : number)}");
            if (number is 2 or 5)
                await Ledger.Changes.SetStatusAsync(change, ChangeStatus.RolledBack, "errors", cancellation: Cancellation);
            else
                await EndAsync(change);
            await SetBackAsync(change, (27 - 3 * number) * Day);
            await SetBackAsync(change, number is 2 ? 20 : 40, "ChangeApplied", "ChangeOpened");
            await OpenEarlierAsync(change, (number is 2 ? 20 : 40) + number * Hour);
        }
        // Of what was before its first change, a ledger knows nothing.
        await OpenEarlierAsync(await ByHandAsync($"{_area}/8", "another team"), 40 * Day);

        var metrics = await ReadAsync(new() { Since = DateTimeOffset.UtcNow.AddDays(-28) });

        Assert.Equal(
            ["deployment frequency", "lead time for changes", "change failure rate", "failed deployment recovery time", "rework rate"],
            metrics.Select(metric => metric.Metric));
        AssertFigure(metrics[0], 8, null, 2, 3.4538 / 4, 15.7632 / 4);
        AssertFigure(metrics[1], 8, 8, 4.5, 1, 8);
        AssertFigure(metrics[2], 2, 8, 0.25, 0.0715, 0.5907);
        AssertFigure(metrics[3], 2, 2, 0.5, null, null);
        AssertFigure(metrics[4], 1, 8, 0.125, 0.0224, 0.4709);
        Assert.StartsWith("8 changes of team ", metrics[0].Sentence, StringComparison.Ordinal);
        Assert.EndsWith(" were applied in 28 d: 2 a week, 95 % from 0.8635 to 3.94.", metrics[0].Sentence, StringComparison.Ordinal);
        Assert.EndsWith(" half were applied within 4 h 30 min of being opened, 95 % from 1 h to 8 h.", metrics[1].Sentence,
            StringComparison.Ordinal);
        Assert.EndsWith(" 2 were undone or succeeded after all, half of them within 30 min of the failure; too few for an interval.",
            metrics[3].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_was_applied_in_the_time_counts_and_the_end_does_not_belong_to_it()
    {
        var (early, late) = (await ByHandAsync(_area + "/a"), await ByHandAsync(_area + "/b"));
        await SetBackAsync(early, 20 * Day);
        await SetBackAsync(late, 5 * Day);
        await Ledger.Changes.OpenAsync(LedgerContract.SampleChange(_area + "/c") with { Owner = _owner }, Cancellation);

        async Task<int> CountAsync(int since, int? until) => (await ReadAsync(new()
        {
            Since = DateTimeOffset.UtcNow.AddDays(-since), Until = until is { } days ? DateTimeOffset.UtcNow.AddDays(-days) : null,
        }))[0].Count;

        Assert.Equal(2, await CountAsync(30, null));
        Assert.Equal(1, await CountAsync(30, 10));
        Assert.Equal(1, await CountAsync(10, null));
        Assert.Equal(0, await CountAsync(4, null));
        var at = (await Ledger.Journal.GetAsync(late.JournalChain, Cancellation)).Single(entry => entry.Event == "ChangeApplied").At;
        Assert.Equal(0, (await ReadAsync(new() { Since = at.AddDays(-1), Until = at }))[0].Count);
        Assert.Equal(1, (await ReadAsync(new() { Since = at, Until = at.AddDays(1) }))[0].Count);
    }

    [Fact]
    public async Task A_run_that_failed_makes_its_change_a_failure_whatever_became_of_it()
    {
        await ByRunAsync(RunStatus.Succeeded);
        var (again, runId) = await ByRunAsync(RunStatus.Failed);
        await Ledger.Requests.RestartAsync(new() { RunId = runId }, Cancellation);
        await CompleteAsync(runId, RunStatus.Succeeded);
        var (undone, undoneRunId) = await ByRunAsync(RunStatus.Failed);
        await UndoAsync(undone, undoneRunId);
        await ByRunAsync(RunStatus.Unknown);
        await SetBackAsync(again, 10, "RunFailed");
        await SetBackAsync(undone, 30, "RunFailed");

        var metrics = await ReadAsync(new());

        AssertFigure(metrics[2], 3, 4, 0.75, 0.3006, 0.9544);
        AssertFigure(metrics[3], 2, 3, 20.0 / Hour, null, null);
    }

    [Fact]
    public async Task What_is_not_known_is_no_success()
    {
        await ByRunAsync(RunStatus.Succeeded);
        var (purged, runId) = await ByRunAsync(RunStatus.Succeeded);
        await EndAsync(purged);
        await Ledger.Requests.EnqueueAsync(RequestOf(await RegisterAsync()), Cancellation);
        await Ledger.Retention.PurgeAsync(
            new() { Before = DateTimeOffset.UtcNow.AddDays(1), Statuses = PurgeQuery.Ended, JobName = await JobOfAsync(runId) },
            cancellation: Cancellation);
        var going = await MeasuredAsync(_area + "/going");
        await ClaimAsync(await EnqueueAsync(going));
        // Nobody has taken it up: nothing is applied yet.
        await EnqueueAsync(await MeasuredAsync(_area + "/waiting"));

        var metrics = await ReadAsync(new());

        Assert.Null(await Ledger.Runs.FindAsync(runId, Cancellation));
        Assert.Equal(3, metrics[0].Count);
        Assert.Equal((0, 1), (metrics[2].Count, metrics[2].Of));
        Assert.Equal(["Of 2 changes more nobody knows: their runs go on, or were taken out of the ledger."], metrics[2].Remarks);
    }

    [Fact]
    public async Task Where_every_run_goes_on_no_rate_is_told()
    {
        await ClaimAsync(await EnqueueAsync(await MeasuredAsync(_area)));

        var rate = (await ReadAsync(new()))[2];

        Assert.Equal((0, 0, null, null), (rate.Count, rate.Of, rate.Value, rate.High));
        Assert.EndsWith("nobody knows yet whether it failed: too few to say anything.", rate.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delayed_run_applies_its_change_when_it_starts()
    {
        var (change, _) = await ByRunAsync(RunStatus.Succeeded);
        await SetBackAsync(change, 5 * Day);
        await TamperAsync($"UPDATE jobops.Run SET StartedAt = {Earlier("StartedAt", -3 * Day)} WHERE ChangeId = {change.Number}");

        var lead = (await ReadAsync(new()))[1];

        Assert.Equal(72, lead.Value!.Value, 0.1);
    }

    [Fact]
    public async Task Where_nothing_was_applied_nothing_is_said_and_never_0()
    {
        var old = await ByHandAsync(_area, "somebody else");
        await SetBackAsync(old, 30 * Day);

        var metrics = await ReadAsync(new());

        Assert.All(metrics.Skip(1), metric =>
        {
            Assert.Null(metric.Value);
            Assert.Null(metric.Low);
            Assert.Null(metric.High);
            Assert.Equal((0, 0), (metric.Count, metric.Of));
            Assert.Contains("too few", metric.Sentence, StringComparison.Ordinal);
        });
        // That there was none is known, and how many there may be as well.
        Assert.Equal((0, 0d, 0d), (metrics[0].Count, metrics[0].Value!.Value, metrics[0].Low!.Value));
        Assert.Equal(3.689 / ((metrics[0].Until - metrics[0].Since).TotalDays / 7), metrics[0].High!.Value, 1e-3);
    }

    [Fact]
    public async Task From_less_than_a_week_nobody_knows_how_often()
    {
        await ByHandAsync(_area);

        var frequency = (await ReadAsync(new() { Since = DateTimeOffset.UtcNow.AddDays(-6) }))[0];

        Assert.Equal((1, null, null), (frequency.Count, frequency.Value, frequency.Low));
        Assert.Contains("too few", frequency.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rework_is_of_whatever_was_altered_before_by_whomever_within_the_time()
    {
        var before = await ByHandAsync(_area, "another team");
        await EndAsync(before);
        await SetBackAsync(before, 3 * Day);
        await ByHandAsync(_area + "/page");

        async Task<int> CountAsync(int days) => (await ReadAsync(new() { ReworkWithin = TimeSpan.FromDays(days) }))[4].Count;

        Assert.Equal((0, 1), (await CountAsync(2), await CountAsync(4)));
        // The first one altered what nobody had altered.
        Assert.Equal(0, (await new DeliveryReader(Ledger).ReadAsync(
            new() { Owner = "ANOTHER TEAM", Since = DateTimeOffset.UtcNow.AddDays(-4), Until = DateTimeOffset.UtcNow.AddDays(-2) },
            Cancellation))[4].Count);
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused()
    {
        var now = DateTimeOffset.UtcNow;
        DeliveryQuery[] wrong =
        [
            new() { Since = now.AddDays(-1), Until = now.AddDays(-2) },
            new() { Since = now.AddDays(-1), Until = now.AddDays(-1) },
            new() { Since = now.AddDays(1) },
            new() { Until = DateTimeOffset.MinValue },
            new() { ReworkWithin = TimeSpan.Zero },
            new() { ReworkWithin = TimeSpan.FromDays(-7) },
            new() { ReworkWithin = TimeSpan.MaxValue },
        ];

        foreach (var query in wrong)
            Assert.Equal(
                nameof(Error.DeliveryQueryInvalid), (await Assert.ThrowsAsync<JobOpsException>(() => ReadAsync(query))).Error.Id);
        Assert.Equal(5, (await ReadAsync(new() { Since = DateTimeOffset.MinValue, Until = DateTimeOffset.MaxValue })).Count);
    }

    static void AssertFigure(DeliveryMetric metric, int count, int? of, double value, double? low, double? high)
    {
        Assert.Equal((count, of), (metric.Count, metric.Of));
        Assert.Equal(value, metric.Value!.Value, 1e-3);
        Assert.Equal(low is null, metric.Low is null);
        Assert.Equal(low ?? 0, metric.Low ?? 0, 1e-3);
        Assert.Equal(high ?? 0, metric.High ?? 0, 1e-3);
    }

    Task<IReadOnlyList<DeliveryMetric>> ReadAsync(DeliveryQuery query) =>
        new DeliveryReader(Ledger).ReadAsync(query with { Owner = _owner }, Cancellation);

    async Task<ChangeId> MeasuredAsync(string scope, string? owner = null)
    {
        var change = await Ledger.Changes.OpenAsync(
            LedgerContract.SampleChange(scope) with { Owner = owner ?? _owner, AllowConcurrent = true, Reason = "a test" }, Cancellation);
        await Ledger.Changes.SetStatusAsync(change.ChangeId, ChangeStatus.Measured, "nothing to measure", cancellation: Cancellation);
        return change.ChangeId;
    }

    async Task<ChangeId> ByHandAsync(string scope, string? owner = null)
    {
        var change = await MeasuredAsync(scope, owner);
        await Ledger.Changes.SetStatusAsync(change, ChangeStatus.Applied, cancellation: Cancellation);
        return change;
    }

    async Task<(ChangeId ChangeId, long RunId)> ByRunAsync(RunStatus status)
    {
        var change = await MeasuredAsync($"{_area}/{Guid.NewGuid():N}");
        var runId = await EnqueueAsync(change);
        await CompleteAsync(runId, status);
        return (change, runId);
    }

    async Task EndAsync(ChangeId change)
    {
        await Ledger.Notes.WriteAsync(new() { ChangeId = change, Reason = "done", Command = "by hand" }, Cancellation);
        await Ledger.Changes.SetStatusAsync(change, ChangeStatus.Completed, cancellation: Cancellation);
    }

    async Task<JobDefinition> RegisterAsync() =>
        await Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob($"job-{Guid.NewGuid():N}"), Cancellation);

    static RunRequest RequestOf(JobDefinition job) => new() { JobName = job.Name, JobVersion = job.Version };

    async Task<string> JobOfAsync(long runId) => (await Ledger.Runs.FindAsync(runId, Cancellation))!.JobName;

    async Task<long> EnqueueAsync(ChangeId change) => (await Ledger.Requests.EnqueueAsync(
        RequestOf(await RegisterAsync()) with { ChangeId = change }, Cancellation)).RunId;

    async Task<Lease> ClaimAsync(long runId) =>
        Assert.Single(await Ledger.Claims.ClaimAsync("worker-1", TimeSpan.FromMinutes(5), 1, runId, Cancellation)).Lease;

    async Task CompleteAsync(long runId, RunStatus status) => await Ledger.Claims.CompleteAsync(
        [new(await ClaimAsync(runId), status, status == RunStatus.Succeeded ? null : Error.RunThrew(runId, "it broke"))], Cancellation);

    async Task UndoAsync(ChangeId change, long runId)
    {
        var rollback = (await Ledger.Requests.EnqueueAsync(
            [new()
            {
                JobName = await JobOfAsync(runId), JobVersion = 1, Kind = RunKind.Rollback, RollbackOf = runId, ChangeId = change,
            }],
            Cancellation))[0];
        var lease = await ClaimAsync(rollback.RunId);
        await Ledger.Steps.MarkRolledBackAsync(lease, runId, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
    }

    Task TamperAsync(string sql) => Rig.TamperAsync(sql);

    string Earlier(string column, int minutes) => Ledger.Info.Provider == LedgerLocation.SqlServer
        ? $"DATEADD(minute, {-minutes}, {column})"
        : $"{column} - {minutes * 60_000L}";

    Task OpenEarlierAsync(ChangeId change, int minutes) =>
        TamperAsync($"UPDATE jobops.Change SET OpenedAt = {Earlier("OpenedAt", minutes)} WHERE ChangeId = {change.Number}");

    /// <summary>Sets back all that the ledger has of a change; or of the journal these events only.</summary>
    async Task SetBackAsync(ChangeId change, int minutes, params string[] events)
    {
        var only = events.Length == 0 ? "" : $" AND Event IN ({string.Join(", ", events.Select(name => $"'{name}'"))})";
        await TamperAsync(
            $"UPDATE jobops.Journal SET At = {Earlier("At", minutes)} WHERE (RunId = {change.JournalChain} "
            + $"OR RunId IN (SELECT RunId FROM jobops.Run WHERE ChangeId = {change.Number})){only}");
        if (events.Length > 0)
            return;
        await OpenEarlierAsync(change, minutes);
        await TamperAsync($"UPDATE jobops.Change SET StatusAt = {Earlier("StatusAt", minutes)} WHERE ChangeId = {change.Number}");
        await TamperAsync(
            $"UPDATE jobops.Run SET RequestedAt = {Earlier("RequestedAt", minutes)}, StartedAt = {Earlier("StartedAt", minutes)}, "
            + $"FinishedAt = {Earlier("FinishedAt", minutes)} WHERE ChangeId = {change.Number}");
    }
}

public sealed class SqliteDeliveryTests(SqliteRig rig) : DeliveryContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerDeliveryTests(SqlServerRig rig) : DeliveryContract(rig), IClassFixture<SqlServerRig>;
