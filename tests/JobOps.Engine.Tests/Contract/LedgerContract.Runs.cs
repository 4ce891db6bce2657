using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_run_is_queued_with_its_parameters_and_who_asked()
    {
        var job = await RegisterAsync();
        var request = Request(job, "key-1") with
        {
            Environment = "staging",
            Parameters = new Dictionary<string, object?> { ["text"] = "ä", ["count"] = 3L, ["ratio"] = 0.5, ["on"] = true },
        };

        var run = await Ledger.Requests.EnqueueAsync(request, Cancellation);

        Assert.Equal(RunStatus.Queued, run.Status);
        Assert.Equal(job.Name, run.JobName);
        Assert.Equal("staging", run.Environment);
        Assert.Equal("key-1", run.IdempotencyKey);
        Assert.Equal(Ledger.Info.Actor, run.RequestedBy);
        Assert.Equal(("ä", 3L, 0.5, true),
            (run.Parameters["TEXT"], run.Parameters["count"], run.Parameters["ratio"], run.Parameters["on"]));
    }

    [Fact]
    public async Task A_long_value_is_kept_whole_after_short_ones_and_a_short_one_after_it()
    {
        var job = await RegisterAsync();

        foreach (var length in new[] { 1, 2, 3, 100_000, 3, 100_001, 4_001, 1 })
        {
            var run = await Ledger.Requests.EnqueueAsync(Request(job, parameter: new string('x', length)), Cancellation);
            Assert.Equal(length, ((string)(await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.Parameters["value"]!).Length);
        }
    }

    [Fact]
    public async Task As_many_runs_as_are_asked_for_are_claimed_and_completed_in_one_call()
    {
        var job = await RegisterAsync();
        foreach (var count in new[] { 1, 3, 100, 1_300 })
        {
            var runs = await Ledger.Requests.EnqueueAsync([.. Enumerable.Range(0, count).Select(_ => Request(job))], Cancellation);

            var claims = await Ledger.Claims.ClaimAsync("w", LongLease, 2_000, null, Cancellation);
            var mine = claims.Where(claim => claim.Run.JobName == job.Name).ToList();
            Assert.Equal(runs.Select(run => run.RunId), mine.Select(claim => claim.Run.RunId));
            Assert.Empty(await Ledger.Claims.CompleteAsync(
                [.. claims.Select(claim => new RunOutcome(claim.Lease, RunStatus.Succeeded))], Cancellation));

            var last = await Ledger.Journal.GetAsync(runs[^1].RunId, Cancellation);
            Assert.Equal(["RunRequested", "RunClaimed", "RunSucceeded"], last.Select(entry => entry.Event));
        }
    }

    [Fact]
    public async Task The_same_key_with_the_same_payload_brings_the_stored_run_back()
    {
        var job = await RegisterAsync();
        var first = await Ledger.Requests.EnqueueAsync(Request(job, "release-2"), Cancellation);

        var again = await Ledger.Requests.EnqueueAsync(Request(job, "release-2"), Cancellation);

        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal(first.RunId, again.RunId);
    }

    [Fact]
    public async Task Runs_are_found_by_environment_and_key_also_those_that_run()
    {
        var job = await RegisterAsync();
        var staging = await Ledger.Requests.EnqueueAsync(Request(job, "monday") with { Environment = "staging" }, Cancellation);
        var production = await Ledger.Requests.EnqueueAsync(Request(job, "tuesday") with { Environment = "production" }, Cancellation);
        await ClaimAsync(production.RunId);
        async Task<IEnumerable<long>> FindAsync(RunQuery query) =>
            (await Ledger.Runs.GetAsync(query with { JobName = job.Name }, Cancellation)).Select(run => run.RunId);

        Assert.Equal([staging.RunId], await FindAsync(new() { Environment = "staging" }));
        Assert.Equal([production.RunId], await FindAsync(new() { IdempotencyKey = "tuesday" }));
        Assert.Equal([production.RunId], await FindAsync(new() { Environment = "production", Statuses = [RunStatus.Running] }));
        Assert.Empty(await FindAsync(new() { Environment = "staging", Statuses = [RunStatus.Running] }));
        Assert.Empty(await FindAsync(new() { Environment = "staging", IdempotencyKey = "tuesday" }));
    }

    /// <summary>Whether a request is the same as an earlier one with its key: what was given, what came of it; then and now.</summary>
    [Theory]
    [InlineData("x=1", "x=1", "x=1", "x=1 y=d", true)] // a new parameter with a default
    [InlineData("x=1", "x=1 y=a", "x=1", "x=1 y=b", true)] // a default that has changed
    [InlineData("x=1", "x=1 y=a", "x=1", "x=1", true)] // a parameter that is gone
    [InlineData("x=1", "x=1 y=d", "x=1 y=d", "x=1 y=d", true)] // the default, given
    [InlineData("x=1 y=d", "x=1 y=d", "x=1", "x=1 y=d", true)] // and left out
    [InlineData(null, "x=1 y=d", "x=1", "x=1 y=d z=e", true)] // a run of an older JobOps, whose hash covers its defaults
    [InlineData(null, "x=1", "x=1", "x=1", true)]
    [InlineData("x=1", "x=1", "x=2", "x=2 y=d", false)]
    [InlineData("x=1", "x=1", "x=1 y=other", "x=1 y=other", false)]
    [InlineData("x=1 y=a", "x=1 y=a", "x=1", "x=1 y=b", false)]
    [InlineData("x=1 y=a", "x=1 y=a", "x=1 y=b", "x=1 y=b", false)]
    [InlineData(null, "x=1 y=d", "x=1 z=e", "x=1 y=d z=e", false)]
    [InlineData("", "y=d", "", "", true)]
    public async Task A_key_stands_for_what_the_caller_gave(string? given, string values, string givenNow, string valuesNow, bool isSame)
    {
        var job = await RegisterAsync();
        static Dictionary<string, object?> Read(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => (object?)pair[1]);
        RunRequest Asked(string? given, string values) => Request(job, "k") with
        {
            Parameters = Read(values), Given = given is null ? null : [.. Read(given).Keys],
        };
        var first = await Ledger.Requests.EnqueueAsync(Asked(given, values), Cancellation);

        Task<JobRun> AgainAsync() => Ledger.Requests.EnqueueAsync(Asked(givenNow, valuesNow), Cancellation);
        if (isSame)
            Assert.Equal((first.RunId, true), await AgainAsync() is var run ? (run.RunId, run.Replayed) : default);
        else
            Assert.Equal("IdempotencyKeyReused", (await ErrorOfAsync(AgainAsync)).Id);
        // The run has the values that it was started with.
        Assert.Equal(Read(values), (await Ledger.Runs.FindAsync(first.RunId, Cancellation))!.Parameters);
    }

    [Fact]
    public async Task The_same_key_with_another_payload_is_refused_as_not_safe_to_retry()
    {
        var job = await RegisterAsync();
        await Ledger.Requests.EnqueueAsync(Request(job, "k", "1"), Cancellation);

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(Request(job, "k", "2"), Cancellation));

        Assert.Equal("IdempotencyKeyReused", error.Id);
        Assert.Matches("^(the environment|parameter '\\w+') is .+ and was .+", error.Actual);
        Assert.Equal(RetrySafety.NotSafe, error.RetrySafety);
    }

    [Fact]
    public async Task Keys_are_compared_to_the_letter_and_belong_to_their_job()
    {
        var job = await RegisterAsync();
        var run = await Ledger.Requests.EnqueueAsync(Request(job, "Key"), Cancellation);

        Assert.NotEqual(run.RunId, (await Ledger.Requests.EnqueueAsync(Request(job, "key"), Cancellation)).RunId);
        Assert.NotEqual(run.RunId, (await Ledger.Requests.EnqueueAsync(Request(await RegisterAsync(), "Key"), Cancellation)).RunId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("key ")]
    [InlineData("\tkey")]
    [InlineData("a\nb")]
    public async Task A_key_that_databases_do_not_agree_on_is_refused(string key)
    {
        var job = await RegisterAsync();

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(Request(job, key), Cancellation));

        Assert.Equal("RequestInvalid", error.Id);
        Assert.Empty(await Ledger.Runs.GetAsync(new() { JobName = job.Name }, Cancellation));
    }

    [Fact]
    public async Task Keys_and_environments_are_whole_up_to_their_limit_and_refused_beyond_it()
    {
        var job = await RegisterAsync();
        var longest = Request(job, new string('k', RunRequest.LongestKey)) with { Environment = new string(
            'e', RunRequest.LongestEnvironment) };

        var run = await Ledger.Requests.EnqueueAsync(longest, Cancellation);

        Assert.Equal((longest.IdempotencyKey, longest.Environment), (run.IdempotencyKey, run.Environment));
        foreach (var request in (RunRequest[])[longest with { IdempotencyKey = longest.IdempotencyKey + "k" },
            longest with { Environment = longest.Environment + "e" }])
            Assert.Equal("RequestInvalid", (await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(request, Cancellation))).Id);
    }

    [Fact]
    public async Task Long_texts_are_kept_whole()
    {
        var text = string.Concat(Enumerable.Repeat("länger als jede Spalte 😀 ", 2000));
        var job = await Ledger.Jobs.RegisterAsync(NewJob() with { ExpectedResult = text, RollbackNote = text }, Cancellation);
        var request = Request(job) with { Parameters = new Dictionary<string, object?> { ["text"] = text } };

        var run = await Ledger.Requests.EnqueueAsync(request, Cancellation);

        Assert.Equal(text, (await Ledger.Jobs.FindAsync(job.Name, cancellation: Cancellation))!.ExpectedResult);
        Assert.Equal(text, run.Parameters["text"]);
    }

    [Fact]
    public async Task Many_callers_with_one_key_at_once_make_one_run()
    {
        var job = await RegisterAsync();
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));

        var runs = await Task.WhenAll(Enumerable.Range(0, 32).Select(n =>
            Task.Run(() => ledgers[n % ledgers.Length].Requests.EnqueueAsync(Request(job, "once"), Cancellation), Cancellation)));

        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
        Assert.Single(runs.Select(run => run.RunId).Distinct());
        Assert.Single(runs, run => !run.Replayed);
    }

    // Rows of one statement: which number belongs to which must not depend on how the server numbers them.
    [Theory]
    [InlineData("plain")]
    [InlineData("with \"quotes\" and a \\")]
    public async Task Runs_of_a_batch_keep_their_order_and_each_what_it_was_asked_for(string key)
    {
        var (job, other) = (await RegisterAsync(), await RegisterAsync());
        var due = DateTimeOffset.UtcNow.AddHours(1);
        var requests = Enumerable.Range(0, 150).Select(index => Request(index % 3 == 0 ? other : job, parameter: (long)(index / 2)) with
        {
            IdempotencyKey = index % 2 == 0 ? $"{key} ä {index}" : null,
            Priority = index % 5,
            Environment = index % 7 == 0 ? "staging" : null,
            DueAt = index % 4 == 0 ? due.AddSeconds(index) : null,
            StartBy = index % 4 == 1 ? due.AddSeconds(index) : null,
        }).ToList();

        var runs = await Ledger.Requests.EnqueueAsync(requests, Cancellation);

        Assert.Equal(runs.Select(run => run.RunId).Order(), runs.Select(run => run.RunId));
        foreach (var (request, run) in requests.Zip(runs))
        {
            var stored = (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;
            Assert.Equal(
                (request.JobName, request.IdempotencyKey, request.Priority, request.Environment, request.Parameters["value"]),
                (stored.JobName, stored.IdempotencyKey, stored.Priority, stored.Environment, stored.Parameters["value"]));
            Assert.Equal((run.DueAt, run.StartBy, run.Status, run.RequestedAt),
                (stored.DueAt, stored.StartBy, stored.Status, stored.RequestedAt));
        }
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task Runs_are_found_by_id_name_status_time_and_number()
    {
        var job = await RegisterAsync();
        var runs = new List<JobRun>();
        for (var n = 0; n < 4; n++)
            runs.Add(await Ledger.Requests.EnqueueAsync(Request(job), Cancellation));
        await ClaimAsync(runs[1].RunId);

        async Task<IEnumerable<long>> FindAsync(RunQuery query) =>
            (await Ledger.Runs.GetAsync(query, Cancellation)).Select(run => run.RunId);

        var ids = runs.Select(run => run.RunId).ToArray();
        Assert.Equal([ids[3], ids[2], ids[1], ids[0]], await FindAsync(new() { JobName = job.Name[..20] + "*" }));
        Assert.Equal([ids[2], ids[0]], await FindAsync(new() { RunIds = [ids[0], ids[2]] }));
        Assert.Equal([ids[1]], await FindAsync(new() { JobName = job.Name, Statuses = [RunStatus.Running, RunStatus.Failed] }));
        Assert.Equal([ids[3], ids[2]], await FindAsync(new() { JobName = job.Name, Limit = 2 }));
        Assert.Empty(await FindAsync(new() { JobName = job.Name, Since = runs[3].RequestedAt.AddSeconds(1) }));
        Assert.Equal(4, (await FindAsync(new() { JobName = job.Name, Since = runs[0].RequestedAt })).Count());
        Assert.Null(await Ledger.Runs.FindAsync(long.MaxValue, Cancellation));
    }

    [Fact]
    public async Task A_claim_takes_the_oldest_first_and_each_run_once()
    {
        var job = await RegisterAsync();
        var ids = new List<long>();
        for (var n = 0; n < 3; n++)
            ids.Add((await Ledger.Requests.EnqueueAsync(Request(job), Cancellation)).RunId);

        var mine = new List<long>();
        while (true)
        {
            // Other tests' runs may stand in the queue, too: claim all, look at these three.
            var claimed = await Ledger.Claims.ClaimAsync("w", LongLease, 2, null, Cancellation);
            mine.AddRange(claimed.Select(claim => claim.Run.RunId).Where(ids.Contains));
            if (claimed.Count == 0)
                break;
        }

        Assert.Equal(ids, mine);
    }

    [Theory]
    [InlineData(RunNeed.Nothing)]
    [InlineData(RunNeed.PowerShell)]
    [InlineData(RunNeed.Session)]
    public async Task A_claim_leaves_what_needs_more_than_it_has_whether_it_waits_or_was_left(RunNeed needs)
    {
        var job = await RegisterAsync();
        var waiting = Request(job) with { Needs = needs, Queue = $"queue-{Guid.NewGuid():N}" };
        var runs = await Ledger.Requests.EnqueueAsync([waiting, waiting, waiting], Cancellation);
        var lease = new ClaimRequest { Worker = "dead", Lease = TimeSpan.FromMilliseconds(1), Meets = needs };
        Assert.Single(await Ledger.Claims.ClaimAsync(lease with { RunId = runs[1].RunId }, Cancellation));
        async Task<long[]> TakenAsync(RunNeed meets) => [.. (await Ledger.Claims.ClaimAsync(
            new() { Worker = "w", Lease = LongLease, Count = 9, Meets = meets, Queues = [waiting.Queue] }, Cancellation))
            .Select(claim => claim.Run.RunId).Order()];

        if (needs > RunNeed.Nothing)
        {
            Assert.Empty(await TakenAsync(needs - 1));
            Assert.Empty(await Ledger.Claims.ClaimAsync(
                new() { Worker = "w", Lease = LongLease, Meets = needs - 1, RunId = runs[0].RunId }, Cancellation));
        }
        Assert.Equal(needs, (await Ledger.Runs.FindAsync(runs[2].RunId, Cancellation))!.Needs);
        Assert.All(runs, run => Assert.Equal(needs, run.Needs));
        Assert.Equal(runs.Select(run => run.RunId), await TakenAsync(RunNeed.Session));
    }

    [Fact]
    public async Task A_restart_says_anew_who_may_execute_the_run_or_leaves_it()
    {
        var job = await RegisterAsync();
        var run = await Ledger.Requests.EnqueueAsync(Request(job) with { Needs = RunNeed.Session }, Cancellation);
        await Ledger.Requests.StopAsync(run.RunId, "test", Cancellation);
        Assert.Equal(RunNeed.Session, (await Ledger.Requests.RestartAsync(new() { RunId = run.RunId }, Cancellation)).Needs);
        await Ledger.Requests.StopAsync(run.RunId, "test", Cancellation);

        var restarted = await Ledger.Requests.RestartAsync(new() { RunId = run.RunId, Needs = RunNeed.PowerShell }, Cancellation);

        Assert.Equal((RunStatus.Queued, RunNeed.PowerShell), (restarted.Status, restarted.Needs));
    }

    [Fact]
    public async Task Many_claimers_at_once_never_share_a_run()
    {
        var job = await RegisterAsync();
        var ids = (await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Ledger.Requests.EnqueueAsync(Request(job), Cancellation))))
            .Select(run => run.RunId).ToHashSet();
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));

        var claims = await Task.WhenAll(ledgers.Select((ledger, n) => Task.Run(async () =>
        {
            var mine = new List<ClaimedRun>();
            while (true)
            {
                var claimed = await ledger.Claims.ClaimAsync($"w{n}", LongLease, 3, null, Cancellation);
                mine.AddRange(claimed);
                // A false empty answer is allowed; a run that nobody takes is not.
                if (claimed.Count == 0 && !await AnyQueuedAsync(ledger, job.Name))
                    return mine;
            }
        }, Cancellation)));

        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
        var taken = claims.SelectMany(mine => mine).Select(claim => claim.Run.RunId).Where(ids.Contains).ToList();
        Assert.Equal(ids.Count, taken.Count);
        Assert.Equal(ids, taken.ToHashSet());
    }

    static async Task<bool> AnyQueuedAsync(Ledger.ILedger ledger, string job) =>
        (await ledger.Runs.GetAsync(new() { JobName = job, Statuses = [RunStatus.Queued], Limit = 1 }, Cancellation)).Count > 0;

    [Fact]
    public async Task A_completed_run_keeps_its_outcome_and_its_error()
    {
        var lease = await EnqueueAndClaimAsync();
        var error = Error.CommandFailed(lease.RunId, "verify", 3, "no answer");

        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Failed, error)], Cancellation);

        var run = (await Ledger.Runs.FindAsync(lease.RunId, Cancellation))!;
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(error, run.Error);
        Assert.NotNull(run.FinishedAt);
        Assert.Null(run.LeaseExpiresAt);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_batch_writes_every_outcome_but_that_of_a_lost_lease()
    {
        var good = await EnqueueAndClaimAsync();
        var lost = await EnqueueAndClaimAsync() with { Token = 99 };

        Assert.Equal([lost], await Ledger.Claims.CompleteAsync(
            [new(lost, RunStatus.Succeeded, null), new(good, RunStatus.Succeeded, null)], Cancellation));

        Assert.Equal(RunStatus.Succeeded, (await Ledger.Runs.FindAsync(good.RunId, Cancellation))!.Status);
        Assert.Equal(RunStatus.Running, (await Ledger.Runs.FindAsync(lost.RunId, Cancellation))!.Status);
    }

    [Fact]
    public async Task A_live_lease_is_nobody_elses()
    {
        var lease = await EnqueueAndClaimAsync();

        Assert.Empty(await Ledger.Claims.ClaimAsync("other", LongLease, 1, lease.RunId, Cancellation));
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over_and_its_old_holder_can_write_nothing_more()
    {
        var run = await EnqueueAsync();
        var old = await ExpiredAsync(run);

        var taken = await ClaimAsync(run.RunId, worker: "rescuer");

        Assert.True(taken.Token > old.Token);
        Assert.Equal([old], await Ledger.Claims.RenewAsync(old.Worker, [old], Cancellation));
        Assert.Equal("LeaseLost", (await ErrorOfAsync(() => Ledger.Steps.BeginAsync(old, Intent("s"), Cancellation))).Id);
        Assert.Equal("LeaseLost", (await ErrorOfAsync(() => Ledger.Steps.FinishAsync(old, Done("s"), null, Cancellation))).Id);
        Assert.Equal("LeaseLost", (await ErrorOfAsync(() => Ledger.Log.AppendAsync(old, [new() { Text = "x" }], Cancellation))).Id);
        Assert.Equal([old], await Ledger.Claims.CompleteAsync([new(old, RunStatus.Succeeded, null)], Cancellation));
        var now = (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;
        Assert.Equal((RunStatus.Running, 2, "rescuer"), (now.Status, now.Attempt, now.Worker));
    }

    [Fact]
    public async Task A_renewed_lease_lasts()
    {
        var run = await EnqueueAsync();
        var lease = await ClaimAsync(run.RunId, TimeSpan.FromSeconds(30));
        var before = (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.LeaseExpiresAt;

        Assert.Empty(await Ledger.Claims.RenewAsync(lease.Worker, [lease with { Duration = TimeSpan.FromMinutes(10) }], Cancellation));

        Assert.True((await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.LeaseExpiresAt > before);
    }

    [Fact]
    public async Task A_finished_run_is_finished_once()
    {
        var lease = await EnqueueAndClaimAsync();
        Assert.Empty(await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation));

        Assert.Equal([lease], await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Failed, null)], Cancellation));
        Assert.Equal(RunStatus.Succeeded, (await Ledger.Runs.FindAsync(lease.RunId, Cancellation))!.Status);
    }

    [Fact]
    public async Task A_run_that_has_not_ended_is_not_put_back()
    {
        var lease = await EnqueueAndClaimAsync();

        var run = await Ledger.Requests.RestartAsync(lease.RunId, null, null, Cancellation);

        Assert.Equal((RunStatus.Running, 1), (run.Status, run.Attempt));
        Assert.Empty(await Ledger.Claims.RenewAsync(lease.Worker, [lease], Cancellation));
    }

    [Fact]
    public async Task A_failed_run_goes_back_into_the_queue_and_a_successful_one_does_not()
    {
        var failed = await EnqueueAndClaimAsync();
        await Ledger.Claims.CompleteAsync([new(failed, RunStatus.Failed, Error.RunCancelled(failed.RunId))], Cancellation);
        var good = await EnqueueAndClaimAsync();
        await Ledger.Claims.CompleteAsync([new(good, RunStatus.Succeeded, null)], Cancellation);

        var again = await Ledger.Requests.RestartAsync(failed.RunId, null, "mended", Cancellation);

        Assert.Equal(RunStatus.Queued, again.Status);
        Assert.Null(again.Error);
        Assert.Equal("RunNotRestartable",
            (await ErrorOfAsync(() => Ledger.Requests.RestartAsync(good.RunId, null, null, Cancellation))).Id);
        Assert.Equal("RunNotFound", (await ErrorOfAsync(() => Ledger.Requests.RestartAsync(long.MaxValue, null, null, Cancellation))).Id);
    }
}
