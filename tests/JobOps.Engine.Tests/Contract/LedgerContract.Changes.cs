using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Engine.Tests.Contract;

// IChanges, IBaselines, and the runs that belong to a change.
public abstract partial class LedgerContract
{
    /// <summary>A change whose scope no other test has.</summary>
    internal static NewChange SampleChange(params string[] scope) => new()
    {
        Title = "Cache the product pages",
        Owner = "shop team",
        ExpectedResult = "A page takes less than 100 ms.",
        RollbackNote = "Set the lifetime back to 0.",
        Scope = scope.Length > 0 ? scope : [$"/route/{Guid.NewGuid():N}"],
        CurrentBehavior = new()
        {
            Route = "/shop/p/1", ExpectedInput = "a product number", SlowQuery = "SELECT … FROM Product",
            NoticedAt = "the page's title appears late",
        },
    };

    internal static MeasuredPhase SamplePhase(ChangeId changeId, Phase phase, params double[] values) => new(
        new()
        {
            ChangeId = changeId, Phase = phase, Source = MeasuredSource.Uri, Target = "http://site/shop/p/1", Count = values.Length,
            WarmUp = 2, StartedAt = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), FinishedAt = new(2026, 11, 1, 0, 1, 0, TimeSpan.Zero),
            Conditions = new() { Host = "web1", ProcessorCount = 2, OtherLoad = 0.25, Busiest = ["ü 35 %"] },
        },
        [.. values.Select((value, index) => new Sample { DueMs = index * 10, Value = value, Status = 200, Cache = CacheStatus.Miss })]);

    async Task<Change> OpenChangeAsync(params string[] scope) => await Ledger.Changes.OpenAsync(SampleChange(scope), Cancellation);

    async Task<Change> MeasuredChangeAsync()
    {
        var change = await OpenChangeAsync();
        await Ledger.Baselines.AddAsync(SamplePhase(change.ChangeId, Phase.Before, 5, 6, 7), Cancellation);
        return await Ledger.Changes.RequireAsync(change.ChangeId, Cancellation);
    }

    async Task<JobRun> EnqueueOfAsync(ChangeId changeId, string? key = null) => (await Ledger.Requests.EnqueueAsync(
        [Request(await RegisterAsync(), key) with { ChangeId = changeId }], Cancellation))[0];

    async Task<JobRun> FinishOfAsync(ChangeId changeId)
    {
        var run = await EnqueueOfAsync(changeId);
        var lease = await ClaimAsync(run.RunId);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        return run;
    }

    async Task UndoAsync(JobRun run)
    {
        var rollback = (await Ledger.Requests.EnqueueAsync(
            [new() { JobName = run.JobName, JobVersion = 1, Kind = RunKind.Rollback, RollbackOf = run.RunId, ChangeId = run.ChangeId }],
            Cancellation))[0];
        var lease = await ClaimAsync(rollback.RunId);
        await Ledger.Steps.MarkRolledBackAsync(lease, run.RunId, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
    }

    async Task<IReadOnlyList<string>> EventsAsync(ChangeId changeId) =>
        [.. (await Ledger.Journal.GetAsync(changeId.JournalChain, Cancellation)).Select(entry => entry.Event)];

    async Task<ChangeStatus> StatusAsync(ChangeId changeId) => (await Ledger.Changes.RequireAsync(changeId, Cancellation)).Status;

    [Fact]
    public async Task A_change_is_kept_with_all_that_was_said_of_it()
    {
        var opened = await OpenChangeAsync($"/ü/{Guid.NewGuid():N}", "config/site.json: ttl");

        var found = await Ledger.Changes.FindAsync(opened.ChangeId, Cancellation);

        Assert.Equivalent(opened, found);
        Assert.Equal(ChangeStatus.Open, opened.Status);
        Assert.Equal("the page's title appears late", found!.CurrentBehavior.NoticedAt);
        Assert.Equal(Ledger.Info.Actor, found.OpenedBy);
        Assert.Equal(["ChangeOpened"], await EventsAsync(opened.ChangeId));
    }

    [Fact]
    public async Task All_that_a_change_lacks_is_named_at_once()
    {
        var error = await ErrorOfAsync(() => Ledger.Changes.OpenAsync(
            new() { Title = "t", Scope = [" "], CurrentBehavior = new() { Route = "/", ExpectedInput = "" } }, Cancellation));

        Assert.Equal(nameof(Error.ChangeIncomplete), error.Id);
        Assert.Equal(
            "without Owner, ExpectedResult, RollbackNote, Scope, CurrentBehavior.ExpectedInput, "
                + "CurrentBehavior.FailingCommand or .SlowQuery, CurrentBehavior.NoticedAt",
            error.Actual);
    }

    [Fact]
    public async Task Two_changes_that_alter_the_same_are_not_open_at_once()
    {
        var route = $"/shop/{Guid.NewGuid():N}";
        var first = await OpenChangeAsync(route);

        var error = await ErrorOfAsync(() => Ledger.Changes.OpenAsync(
            SampleChange($"{route}/p/1") with { Owner = "search team" }, Cancellation));

        Assert.Equal(nameof(Error.ChangeOverlaps), error.Id);
        Assert.Contains("search team", error.What, StringComparison.Ordinal);
        Assert.Contains($"{first.ChangeId} of shop team", error.What, StringComparison.Ordinal);
        await Ledger.Changes.SetStatusAsync(first.ChangeId, ChangeStatus.Abandoned, "not wanted any more", cancellation: Cancellation);
        await OpenChangeAsync($"{route}/p/1");
    }

    [Fact]
    public async Task Of_many_that_open_the_same_change_at_once_one_does()
    {
        var route = $"/shop/{Guid.NewGuid():N}";

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await OpenChangeAsync(route)).ChangeId.ToString();
            }
            catch (JobOpsException exception)
            {
                return exception.Error.Id;
            }
        }));

        Assert.Equal(7, outcomes.Count(outcome => outcome == nameof(Error.ChangeOverlaps)));
    }

    [Fact]
    public async Task A_concurrent_change_is_allowed_with_a_reason_and_stands_in_both()
    {
        var route = $"/shop/{Guid.NewGuid():N}";
        var first = await OpenChangeAsync(route);
        var wanted = SampleChange(route) with { AllowConcurrent = true };

        var error = await ErrorOfAsync(() => Ledger.Changes.OpenAsync(wanted, Cancellation));
        Assert.Contains("Reason", error.Actual, StringComparison.Ordinal);
        var second = await Ledger.Changes.OpenAsync(wanted with { Reason = "the fair is tomorrow" }, Cancellation);

        Assert.Equal([new ConcurrentChange(first.ChangeId, "the fair is tomorrow")], second.Concurrent);
        Assert.Equal(
            [new ConcurrentChange(second.ChangeId, "the fair is tomorrow")],
            (await Ledger.Changes.RequireAsync(first.ChangeId, Cancellation)).Concurrent);
        Assert.Equal(["ChangeOpened", "ChangeConcurrent"], await EventsAsync(first.ChangeId));
    }

    [Fact]
    public async Task A_baseline_comes_back_with_every_sample_and_measures_the_change()
    {
        var change = await OpenChangeAsync();
        var values = Enumerable.Range(1, 10_000).Select(value => value / 7.0).ToArray();

        var stored = await Ledger.Baselines.AddAsync(SamplePhase(change.ChangeId, Phase.Before, values), Cancellation);

        var baseline = Assert.Single(await Ledger.Baselines.GetAsync(change.ChangeId, Cancellation));
        Assert.Equivalent(stored, baseline);
        Assert.Equal("ü 35 %", Assert.Single(baseline.Conditions.Busiest));
        Assert.Equal(Ledger.Info.Actor, baseline.MeasuredBy);
        var samples = await Ledger.Baselines.GetSamplesAsync(baseline.BaselineId, Cancellation);
        Assert.Equal(values, samples.Select(sample => sample.Value));
        Assert.All(samples, sample => Assert.Equal(CacheStatus.Miss, sample.Cache));
        Assert.Equal(ChangeStatus.Measured, await StatusAsync(change.ChangeId));
        Assert.Equal(["ChangeOpened", "BaselineMeasured", "ChangeMeasured"], await EventsAsync(change.ChangeId));
    }

    [Fact]
    public async Task Nothing_is_measured_after_a_change_that_was_not_measured_before_or_not_applied()
    {
        var open = (await OpenChangeAsync()).ChangeId;
        var measured = (await MeasuredChangeAsync()).ChangeId;

        Assert.Equal(
            nameof(Error.BaselineMissing),
            (await ErrorOfAsync(() => Ledger.Baselines.AddAsync(SamplePhase(open, Phase.After, 1), Cancellation))).Id);
        Assert.Equal(
            nameof(Error.ChangeNotApplied),
            (await ErrorOfAsync(() => Ledger.Baselines.RequireMeasurableAsync(measured, Phase.After, false, Cancellation))).Id);
        // In turns it can be: both sides are there at once.
        Assert.NotNull(await Ledger.Baselines.RequireMeasurableAsync(measured, Phase.After, true, Cancellation));
    }

    [Fact]
    public async Task What_was_before_cannot_be_measured_once_the_change_is_applied()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        await EnqueueOfAsync(changeId);

        var error = await ErrorOfAsync(() => Ledger.Baselines.AddAsync(SamplePhase(changeId, Phase.Before, 1), Cancellation));

        Assert.Equal(nameof(Error.ChangeAppliedAlready), error.Id);
    }

    [Fact]
    public async Task Two_phases_of_different_things_are_not_compared()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Applied, command: "vi site.json", cancellation: Cancellation);
        var after = SamplePhase(changeId, Phase.After, 1, 2, 3);

        foreach (var (other, member) in new (Baseline, string)[]
                 {
                     (after.Baseline with { Target = "http://other/" }, "the target"),
                     (after.Baseline with { Unit = "rows" }, "the unit"),
                     (after.Baseline with { Count = 4 }, "the count"),
                 })
        {
            var error = await ErrorOfAsync(() => Ledger.Baselines.AddAsync(after with { Baseline = other }, Cancellation));
            Assert.Equal(nameof(Error.BaselineMismatch), error.Id);
            Assert.Contains(member, error.What, StringComparison.Ordinal);
        }
        await Ledger.Baselines.AddAsync(after with { Baseline = after.Baseline with { Count = 2, EndedEarly = "Ctrl+C" } }, Cancellation);
    }

    [Fact]
    public async Task The_first_run_of_a_change_applies_it_and_later_ones_join()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;

        var first = await EnqueueOfAsync(changeId);
        var second = await EnqueueOfAsync(changeId);

        var change = await Ledger.Changes.RequireAsync(changeId, Cancellation);
        Assert.Equal(ChangeStatus.Applied, change.Status);
        Assert.Equal([first.RunId, second.RunId], change.RunIds);
        Assert.Equal(changeId, (await Ledger.Runs.FindAsync(first.RunId, Cancellation))!.ChangeId);
        Assert.Equal(
            [second.RunId, first.RunId],
            (await Ledger.Runs.GetAsync(new() { ChangeId = changeId }, Cancellation)).Select(run => run.RunId));
        Assert.Equal(
            ["ChangeOpened", "BaselineMeasured", "ChangeMeasured", "ChangeApplied", "ChangeRunRequested", "ChangeRunRequested"],
            await EventsAsync(changeId));
    }

    [Fact]
    public async Task A_run_of_a_change_that_nobody_measured_is_not_requested()
    {
        var changeId = (await OpenChangeAsync()).ChangeId;

        Assert.Equal(nameof(Error.ChangeNotMeasured), (await ErrorOfAsync(() => EnqueueOfAsync(changeId))).Id);
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Measured, "a comment: nothing to measure", cancellation: Cancellation);
        await EnqueueOfAsync(changeId);
    }

    [Fact]
    public async Task The_change_is_part_of_what_an_idempotency_key_stands_for()
    {
        var (one, other) = ((await MeasuredChangeAsync()).ChangeId, (await MeasuredChangeAsync()).ChangeId);
        var job = await RegisterAsync();
        await Ledger.Requests.EnqueueAsync([Request(job, "k") with { ChangeId = one }], Cancellation);

        var replayed = await Ledger.Requests.EnqueueAsync([Request(job, "k") with { ChangeId = one }], Cancellation);
        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync([Request(job, "k") with { ChangeId = other }], Cancellation));

        Assert.True(replayed[0].Replayed);
        Assert.Equal(nameof(Error.IdempotencyKeyReused), error.Id);
        Assert.Contains($"the change is '{other}' and was '{one}'", error.Actual, StringComparison.Ordinal);
        Assert.Equal(ChangeStatus.Measured, await StatusAsync(other));
    }

    [Fact]
    public async Task A_change_is_completed_with_its_note_and_not_before()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        Task<Change> Complete() => Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Completed, cancellation: Cancellation);
        Task<ChangeNote> Note() => Ledger.Notes.WriteAsync(new() { ChangeId = changeId, Reason = "r", Command = "c" }, Cancellation);

        Assert.Equal(nameof(Error.ChangeNotApplied), (await ErrorOfAsync(Complete)).Id);
        Assert.Equal(nameof(Error.ChangeNotApplied), (await ErrorOfAsync(Note)).Id);
        var run = await EnqueueOfAsync(changeId);
        Assert.Equal(nameof(Error.ChangeRunsUnfinished), (await ErrorOfAsync(Complete)).Id);
        var lease = await ClaimAsync(run.RunId);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        Assert.Equal(nameof(Error.ChangeNoteMissing), (await ErrorOfAsync(Complete)).Id);
        var note = await Note();

        Assert.Equal(ChangeStatus.Completed, (await Complete()).Status);
        Assert.Equal(note.NoteId, Assert.Single(await Ledger.Notes.GetAsync(new() { ChangeId = changeId }, Cancellation)).NoteId);
        Assert.Equal(nameof(Error.ChangeEnded), (await ErrorOfAsync(() => EnqueueOfAsync(changeId))).Id);
        Assert.Equal(
            nameof(Error.ChangeEnded),
            (await ErrorOfAsync(() => Ledger.Baselines.AddAsync(SamplePhase(changeId, Phase.After, 1, 2, 3), Cancellation))).Id);
    }

    [Fact]
    public async Task A_change_is_rolled_back_when_the_last_of_its_runs_is_undone()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        var (first, second) = (await FinishOfAsync(changeId), await FinishOfAsync(changeId));

        await UndoAsync(second);
        Assert.Equal(ChangeStatus.Applied, await StatusAsync(changeId));
        await UndoAsync(first);

        Assert.Equal(ChangeStatus.RolledBack, await StatusAsync(changeId));
    }

    [Fact]
    public async Task A_failed_run_of_a_change_that_has_ended_is_not_taken_up_again()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        var run = await EnqueueOfAsync(changeId);
        var lease = await ClaimAsync(run.RunId);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Failed, Error.RunCancelled(run.RunId, "nobody"))], Cancellation);
        await Ledger.Notes.WriteAsync(new() { ChangeId = changeId, Reason = "r", Command = "c" }, Cancellation);
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Completed, cancellation: Cancellation);

        var error = await ErrorOfAsync(() => Ledger.Requests.RestartAsync(new() { RunId = run.RunId }, Cancellation));

        Assert.Equal(nameof(Error.ChangeEnded), error.Id);
    }

    [Fact]
    public async Task What_somebody_says_of_a_change_needs_a_reason_and_the_right_moment()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        Task<Change> Set(ChangeStatus status, string? reason, string? command = null) =>
            Ledger.Changes.SetStatusAsync(changeId, status, reason, command, Cancellation);

        Assert.Equal(nameof(Error.ChangeReasonMissing), (await ErrorOfAsync(() => Set(ChangeStatus.Abandoned, " "))).Id);
        Assert.Equal(nameof(Error.ChangeNotApplied), (await ErrorOfAsync(() => Set(ChangeStatus.RolledBack, "by hand"))).Id);
        Assert.Equal(["vi site.json"], (await Set(ChangeStatus.Applied, null, "vi site.json")).Commands);
        Assert.Equal(nameof(Error.ChangeRunsToUndo), (await ErrorOfAsync(() => Set(ChangeStatus.Abandoned, "no"))).Id);
        Assert.Equal(ChangeStatus.RolledBack, (await Set(ChangeStatus.RolledBack, "undone by hand: git checkout site.json")).Status);
        Assert.Equal(nameof(Error.ChangeEnded), (await ErrorOfAsync(() => Set(ChangeStatus.Abandoned, "no"))).Id);
        Assert.Equal(
            nameof(Error.ChangeNotFound),
            (await ErrorOfAsync(() => Ledger.Changes.SetStatusAsync(new(1L << 40), ChangeStatus.Applied, cancellation: Cancellation))).Id);
    }

    [Fact]
    public async Task Whoever_alters_the_chain_or_the_note_of_a_change_is_found_out()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        await FinishOfAsync(changeId);
        var note = await Ledger.Notes.WriteAsync(new() { ChangeId = changeId, Reason = "r", Command = "c" }, Cancellation);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);

        await TamperAsync($"UPDATE jobops.ChangeNote SET Document = REPLACE(Document, '\"r\"', '\"s\"') WHERE NoteId = {note.NoteId}");
        var altered = await Ledger.Journal.VerifyAsync(Cancellation);
        await TamperAsync($"UPDATE jobops.ChangeNote SET Document = REPLACE(Document, '\"s\"', '\"r\"') WHERE NoteId = {note.NoteId}");

        Assert.False(altered.Valid);
        Assert.Contains($"of change {changeId}", altered.FindError()!.What, StringComparison.Ordinal);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task Whoever_alters_what_was_measured_is_found_out()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        var baselineId = Assert.Single(await Ledger.Baselines.GetAsync(changeId, Cancellation)).BaselineId;
        var samples = SampleCodec.Write([new() { DueMs = 0, Value = 500 }]);

        await TamperAsync($"UPDATE jobops.BaselineSamples SET Samples = Samples || '{samples}' WHERE BaselineId = {baselineId}"
            .Replace("||", Ledger.Info.Provider == "sqlite" ? "||" : "+", StringComparison.Ordinal));
        var altered = await Ledger.Journal.VerifyAsync(Cancellation);
        await TamperAsync($"UPDATE jobops.BaselineSamples SET Samples = REPLACE(Samples, '{samples}', '') WHERE BaselineId = {baselineId}");

        Assert.Contains($"baseline {baselineId} is not what was measured", altered.Problem, StringComparison.Ordinal);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task A_digest_covers_the_chains_of_changes()
    {
        var changeId = (await OpenChangeAsync()).ChangeId;
        var digest = await Ledger.Journal.GetDigestAsync(Cancellation);

        Assert.Contains(changeId.JournalChain, Journal.DigestHeads.Read(digest.Heads).Select(head => head.RunId));
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Abandoned, "no", cancellation: Cancellation);
        Assert.True((await Ledger.Journal.VerifyAsync(digest, Cancellation)).Valid);
    }

    [Fact]
    public async Task Runs_of_a_change_that_goes_on_are_not_purged()
    {
        var changeId = (await MeasuredChangeAsync()).ChangeId;
        var run = await FinishOfAsync(changeId);
        // The newest run always stays.
        await EnqueueAsync();
        var query = new PurgeQuery
        {
            Before = DateTimeOffset.UtcNow.AddYears(1), JobName = run.JobName, Statuses = [RunStatus.Succeeded],
        };

        Assert.Equal(0, (await Ledger.Retention.PurgeAsync(query, null, Cancellation)).Runs);
        await Ledger.Notes.WriteAsync(new() { ChangeId = changeId, Reason = "r", Command = "c" }, Cancellation);
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Completed, cancellation: Cancellation);
        Assert.Equal(1, (await Ledger.Retention.PurgeAsync(query, null, Cancellation)).Runs);

        Assert.Empty((await Ledger.Changes.RequireAsync(changeId, Cancellation)).RunIds);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task Changes_are_found_by_status_and_owner_newest_first()
    {
        var owner = $"team {Guid.NewGuid():N}";
        async Task<ChangeId> Open() => (await Ledger.Changes.OpenAsync(SampleChange() with { Owner = owner }, Cancellation)).ChangeId;
        var (first, second, third) = (await Open(), await Open(), await Open());
        await Ledger.Changes.SetStatusAsync(second, ChangeStatus.Abandoned, "no", cancellation: Cancellation);

        async Task<IEnumerable<ChangeId>> Ask(ChangeQuery query) =>
            (await Ledger.Changes.GetAsync(query, Cancellation)).Select(change => change.ChangeId);

        Assert.Equal([third, second, first], await Ask(new() { Owner = owner }));
        Assert.Equal([third, first], await Ask(new() { Owner = owner, Statuses = [ChangeStatus.Open, ChangeStatus.Measured] }));
        Assert.Equal([third], await Ask(new() { Owner = owner, Limit = 1 }));
    }
}
