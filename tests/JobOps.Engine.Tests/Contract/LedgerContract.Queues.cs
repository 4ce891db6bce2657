using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Engine.Tests.Contract;

// IJobQueues, IJobWorkers, and what of IRunQueue is about waiting. Each test has a queue of its own.
public abstract partial class LedgerContract
{
    readonly string _queue = $"queue-{Guid.NewGuid():N}";

    RunRequest Queued(JobDefinition job, int priority = 0) => Request(job) with { Queue = _queue, Priority = priority };

    Task<IReadOnlyList<ClaimedRun>> ClaimQueueAsync(
        int count = 100, TimeSpan? lease = null, string worker = "worker-1", ILedger? ledger = null) =>
        (ledger ?? Ledger).Claims.ClaimAsync(
            new()
            {
                Worker = worker, Lease = lease ?? LongLease, Count = count,
                Queues = [_queue],
            },
            Cancellation);

    async Task<JobDefinition> RegisterAsync(Func<JobDefinition, JobDefinition> with) =>
        await Ledger.Jobs.RegisterAsync(with(NewJob()), Cancellation);

    static long[] Ids(IEnumerable<ClaimedRun> claims) => [.. claims.Select(claim => claim.Run.RunId)];

    Task<JobRun?> FindAsync(long runId) => Ledger.Runs.FindAsync(runId, Cancellation);

    async Task<JobQueue> QueueAsync() => Assert.Single(await Ledger.Queues.GetAsync(_queue, Cancellation));

    [Fact]
    public async Task A_claim_takes_by_priority_and_then_the_oldest_whatever_the_job()
    {
        var (one, two) = (await RegisterAsync(), await RegisterAsync());
        var runs = await Ledger.Requests.EnqueueAsync(
            [Queued(one), Queued(two, 5), Queued(one, 5), Queued(two, -1), Queued(two)], Cancellation);

        var first = await ClaimQueueAsync(count: 2);
        var rest = await ClaimQueueAsync();

        Assert.Equal([runs[1].RunId, runs[2].RunId], Ids(first));
        Assert.Equal([runs[0].RunId, runs[4].RunId, runs[3].RunId], Ids(rest));
        Assert.Equal((_queue, 5), (first[0].Run.Queue, first[0].Run.Priority));
    }

    [Fact]
    public async Task A_claim_looks_into_the_queues_that_it_names_only()
    {
        var run = await Ledger.Requests.EnqueueAsync(Queued(await RegisterAsync()), Cancellation);

        Assert.Empty(await Ledger.Claims.ClaimAsync(
            new() { Worker = "w", Lease = LongLease, Queues = ["no-such-queue"] }, Cancellation));
        Assert.Equal([run.RunId], Ids(await ClaimQueueAsync()));
    }

    [Fact]
    public async Task A_paused_queue_gives_nothing_neither_new_nor_abandoned_and_says_who_paused_it()
    {
        var job = await RegisterAsync();
        var abandoned = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        await ExpiredAsync(abandoned);
        var waiting = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);

        Assert.True(await Ledger.Queues.SetPausedAsync(_queue, true, "the disk is being changed", Cancellation));
        Assert.False(await Ledger.Queues.SetPausedAsync(_queue, true, "again", Cancellation));
        Assert.Empty(await ClaimQueueAsync());
        Assert.Empty(await Ledger.Claims.ClaimAsync("w", LongLease, 1, waiting.RunId, Cancellation));
        var queue = await QueueAsync();
        Assert.Equal((true, "the disk is being changed", Ledger.Info.Actor), (queue.Paused, queue.PausedReason, queue.PausedBy));
        Assert.Equal((1, 1, 0), (queue.Queued, queue.Running, queue.Scheduled));
        Assert.Equal(waiting.RequestedAt, queue.OldestQueuedAt);
        var why = await RunExplanation.WhyAsync(Ledger, (await FindAsync(waiting.RunId))!, Cancellation);
        Assert.EndsWith($"queue '{_queue}' is paused by {Ledger.Info.Actor} (the disk is being changed).", why, StringComparison.Ordinal);

        await Ledger.Queues.SetPausedAsync(_queue, false, null, Cancellation);
        Assert.Equal([waiting.RunId, abandoned.RunId], Ids(await ClaimQueueAsync()));
        Assert.Equal("QueueNotFound",
            (await ErrorOfAsync(() => Ledger.Queues.SetPausedAsync("no-such-queue", true, null, Cancellation))).Id);
    }

    [Fact]
    public async Task A_disabled_job_is_not_claimed_but_what_it_did_can_be_undone()
    {
        var job = await RegisterAsync();
        var done = await ClaimAsync((await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation)).RunId);
        await Ledger.Claims.CompleteAsync([new(done, RunStatus.Failed)], Cancellation);
        var waiting = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);

        await Ledger.Jobs.SetEnabledAsync(job.Name, false, "it does harm", Cancellation);
        Assert.Empty(await ClaimQueueAsync());
        var rollback = await Ledger.Requests.EnqueueAsync(
            Request(job) with { Kind = RunKind.Rollback, RollbackOf = done.RunId }, Cancellation);
        Assert.Equal(JobQueue.Rollback, rollback.Queue);
        await ClaimAsync(rollback.RunId);
        Assert.Equal(Ledger.Info.Actor, (await Ledger.Jobs.FindAsync(job.Name, null, Cancellation))!.EnabledBy);
        Assert.Contains(
            $"is disabled by {Ledger.Info.Actor} (it does harm)",
            await RunExplanation.WhyAsync(Ledger, (await FindAsync(waiting.RunId))!, Cancellation), StringComparison.Ordinal);

        await Ledger.Jobs.SetEnabledAsync(job.Name, true, null, Cancellation);
        Assert.Equal([waiting.RunId], Ids(await ClaimQueueAsync()));
    }

    [Fact]
    public async Task A_run_is_scheduled_until_it_is_due()
    {
        var job = await RegisterAsync();
        var later = await Ledger.Requests.EnqueueAsync(Queued(job) with { Delay = TimeSpan.FromHours(1) }, Cancellation);
        var soon = await Ledger.Requests.EnqueueAsync(Queued(job) with { Delay = TimeSpan.FromMilliseconds(50) }, Cancellation);
        var past = await Ledger.Requests.EnqueueAsync(Queued(job) with { DueAt = soon.RequestedAt.AddDays(-1) }, Cancellation);

        Assert.Equal((RunStatus.Scheduled, later.RequestedAt.AddHours(1)), (later.Status, later.DueAt));
        Assert.Equal(RunStatus.Queued, past.Status);
        Assert.Equal([past.RunId], Ids(await ClaimQueueAsync()).Intersect([past.RunId, later.RunId]));
        await WaitUntilAsync(async () => (await FindAsync(soon.RunId))!.ReadAt > soon.DueAt);
        await ClaimQueueAsync();
        Assert.Equal(RunStatus.Running, (await FindAsync(soon.RunId))!.Status);
        Assert.Equal(later, (await FindAsync(later.RunId))! with { ReadAt = later.ReadAt, Parameters = later.Parameters });
    }

    [Fact]
    public async Task A_run_that_did_not_start_in_time_fails_and_is_not_started()
    {
        var run = await Ledger.Requests.EnqueueAsync(
            Queued(await RegisterAsync()) with { StartWithin = TimeSpan.FromMilliseconds(1) }, Cancellation);
        await WaitUntilAsync(async () => (await FindAsync(run.RunId))!.ReadAt > run.StartBy);

        Assert.Empty(await ClaimQueueAsync());
        var missed = (await FindAsync(run.RunId))!;
        Assert.Equal((RunStatus.Failed, "StartMissed", 0), (missed.Status, missed.Error?.Id, missed.Attempt));
    }

    [Fact]
    public async Task A_batch_is_written_whole_and_in_its_order_or_not_at_all()
    {
        var job = await RegisterAsync();
        var requests = Enumerable.Range(0, 300).Select(n =>
            Queued(job) with { IdempotencyKey = $"k{n}", Parameters = new Dictionary<string, object?> { ["n"] = (long)n } }).ToList();

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(
            [.. requests, Queued(job) with { JobName = "no-such-job" }], Cancellation));
        Assert.Equal("JobNotFound", error.Id);
        Assert.Empty(await Ledger.Runs.GetAsync(new() { JobName = job.Name }, Cancellation));

        var runs = await Ledger.Requests.EnqueueAsync([.. requests, requests[7]], Cancellation);
        var again = await Ledger.Requests.EnqueueAsync(requests, Cancellation);

        Assert.Equal(Enumerable.Range(0, 300).Select(n => (object?)(long)n), runs.Take(300).Select(run => run.Parameters["n"]));
        Assert.Equal(runs.Take(300).Select(run => run.RunId).Order(), runs.Take(300).Select(run => run.RunId));
        Assert.Equal((runs[7].RunId, true), (runs[300].RunId, runs[300].Replayed));
        Assert.All(again, run => Assert.True(run.Replayed));
        Assert.Equal(runs.Take(300).Select(run => run.RunId), again.Select(run => run.RunId));
        Assert.Equal(300, (await Ledger.Runs.GetAsync(new() { Queue = _queue }, Cancellation)).Count);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task A_job_runs_so_many_times_at_once_as_its_limit_says_however_many_claim()
    {
        var job = await RegisterAsync(it => it with { Concurrency = 3 });
        await Ledger.Requests.EnqueueAsync([.. Enumerable.Range(0, 12).Select(_ => Queued(job))], Cancellation);
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));

        var claims = (await Task.WhenAll(ledgers.Select((ledger, n) =>
            Task.Run(() => ClaimQueueAsync(count: 2, worker: $"w{n}", ledger: ledger))))).SelectMany(it => it).ToList();
        claims.AddRange(await ClaimQueueAsync());

        Assert.Equal(3, claims.Count);
        var waiting = (await Ledger.Runs.GetAsync(new() { Queue = _queue, Statuses = [RunStatus.Queued] }, Cancellation))[0];
        Assert.Contains("runs 3 at a time", await RunExplanation.WhyAsync(Ledger, waiting, Cancellation), StringComparison.Ordinal);
        await Ledger.Claims.CompleteAsync([new(claims[1].Lease, RunStatus.Succeeded)], Cancellation);
        Assert.Single(await ClaimQueueAsync());
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_queue_runs_so_many_at_once_as_its_limit_says_and_what_runs_already_counts()
    {
        var (one, two) = (await RegisterAsync(), await RegisterAsync());
        await Ledger.Requests.EnqueueAsync([Queued(one), Queued(two), Queued(one), Queued(two), Queued(one)], Cancellation);
        var running = Assert.Single(await ClaimQueueAsync(count: 1));

        Assert.True(await Ledger.Queues.SetConcurrencyAsync(_queue, 2, Cancellation));
        Assert.False(await Ledger.Queues.SetConcurrencyAsync(_queue, 2, Cancellation));
        Assert.Single(await ClaimQueueAsync());
        Assert.Empty(await ClaimQueueAsync());
        await Ledger.Claims.CompleteAsync([new(running.Lease, RunStatus.Succeeded)], Cancellation);
        Assert.Single(await ClaimQueueAsync());
        await Ledger.Queues.SetConcurrencyAsync(_queue, null, Cancellation);
        Assert.Equal(2, (await ClaimQueueAsync()).Count);
        Assert.Equal("ConcurrencyInvalid", (await ErrorOfAsync(() => Ledger.Queues.SetConcurrencyAsync(_queue, 0, Cancellation))).Id);
    }

    [Fact]
    public async Task A_limit_that_comes_with_a_new_version_counts_what_runs_already()
    {
        var job = await RegisterAsync();
        await Ledger.Requests.EnqueueAsync([Queued(job), Queued(job)], Cancellation);
        var running = Assert.Single(await ClaimQueueAsync(count: 1));

        await Ledger.Jobs.RegisterAsync(job with { Overlap = Overlap.Queue }, Cancellation);

        Assert.Empty(await ClaimQueueAsync());
        await Ledger.Claims.CompleteAsync([new(running.Lease, RunStatus.Succeeded)], Cancellation);
        Assert.Single(await ClaimQueueAsync());
    }

    [Fact]
    public async Task A_job_that_skips_what_overlaps_is_refused_while_a_run_has_not_ended()
    {
        var job = await RegisterAsync(it => it with { Overlap = Overlap.Skip });
        var first = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(Queued(job), Cancellation));
        Assert.Equal(("OverlapSkipped", RetrySafety.Safe, 75), (error.Id, error.RetrySafety, error.ExitCode));
        Assert.Contains(await Ledger.Journal.GetAsync(first.RunId, Cancellation), entry => entry.Event == "StartSkipped");
        Assert.Equal("OverlapInBatch",
            (await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync([Queued(job), Queued(job)], Cancellation))).Id);

        await Ledger.Claims.CompleteAsync([new(await ClaimAsync(first.RunId), RunStatus.Succeeded)], Cancellation);
        Assert.Equal(RunStatus.Queued, (await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation)).Status);
    }

    [Fact]
    public async Task Of_many_starts_at_once_a_job_that_skips_lets_one_through()
    {
        var job = await RegisterAsync(it => it with { Overlap = Overlap.Skip });
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));

        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            try
            {
                return (await ledgers[n % 4].Requests.EnqueueAsync(Queued(job), Cancellation)).RunId;
            }
            catch (JobOpsException exception) when (exception.Error.Id == "OverlapSkipped")
            {
                return 0;
            }
        })));

        Assert.Single(starts, runId => runId > 0);
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_job_that_stops_what_overlaps_cancels_what_waits_and_stops_what_runs()
    {
        var job = await RegisterAsync(it => it with { Overlap = Overlap.StopExisting });
        var running = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        var lease = await ClaimAsync(running.RunId, worker: _queue);
        var waiting = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        var newest = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);

        Assert.Equal(RunStatus.Cancelled, (await FindAsync(waiting.RunId))!.Status);
        var stop = Assert.Single(await Ledger.Claims.GetStopRequestsAsync(_queue, Cancellation));
        Assert.Equal((running.RunId, Ledger.Info.Actor), (stop.RunId, stop.RequestedBy));
        Assert.Empty(await ClaimQueueAsync());
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Cancelled)], Cancellation);
        Assert.Equal([newest.RunId], Ids(await ClaimQueueAsync()));
    }

    [Fact]
    public async Task A_failure_that_is_tried_again_waits_and_one_that_is_given_back_does_not()
    {
        var job = await RegisterAsync();
        var retried = await ClaimAsync((await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation)).RunId);
        var released = await ClaimAsync((await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation)).RunId);
        var error = Error.CommandFailed(retried.RunId, "only", 3, "oops");

        await Ledger.Claims.CompleteAsync(
            [new(retried, RunStatus.Scheduled, error, TimeSpan.FromHours(1)), new(released, RunStatus.Queued)], Cancellation);

        var waiting = (await FindAsync(retried.RunId))!;
        Assert.Equal((RunStatus.Scheduled, 1, "CommandFailed", 3),
            (waiting.Status, waiting.Retries, waiting.Error?.Id, waiting.Error?.CommandExitCode));
        Assert.InRange(waiting.DueAt!.Value - waiting.ReadAt, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.Equal([released.RunId], Ids(await ClaimQueueAsync()));
        Assert.Equal([released], await Ledger.Claims.CompleteAsync([new(released, RunStatus.Succeeded)], Cancellation));
    }

    [Fact]
    public async Task A_run_whose_workers_die_one_after_the_other_is_given_up_with_its_reason()
    {
        var run = await Ledger.Requests.EnqueueAsync(Queued(await RegisterAsync()), Cancellation);
        for (var attempt = 1; attempt <= 11; attempt++)
        {
            Assert.Equal([run.RunId], Ids(await ClaimQueueAsync(lease: TimeSpan.FromMilliseconds(1))));
            await WaitUntilAsync(async () => (await FindAsync(run.RunId))!.IsAbandoned);
        }

        Assert.Empty(await ClaimQueueAsync());
        var dead = (await FindAsync(run.RunId))!;
        Assert.Equal((RunStatus.Failed, "WorkerLost", 11), (dead.Status, dead.Error?.Id, dead.Attempt));
        Assert.Equal(RunStatus.Queued, (await Ledger.Requests.RestartAsync(run.RunId, null, "more memory", Cancellation)).Status);
        Assert.Single(await ClaimQueueAsync());
    }

    [Fact]
    public async Task A_run_that_finishes_a_step_between_two_lost_leases_is_not_given_up()
    {
        var run = await Ledger.Requests.EnqueueAsync(Queued(await RegisterAsync()), Cancellation);
        for (var attempt = 1; attempt <= 11; attempt++)
        {
            var lease = Assert.Single(await ClaimQueueAsync(lease: TimeSpan.FromMilliseconds(1))).Lease;
            if (attempt == 6)
            {
                await Ledger.Steps.BeginAsync(lease, Intent("first"), Cancellation);
                await Ledger.Steps.FinishAsync(lease, Done("first"), null, Cancellation);
            }
            await WaitUntilAsync(async () => (await FindAsync(run.RunId))!.IsAbandoned);
        }

        Assert.Equal([run.RunId], Ids(await ClaimQueueAsync()));
    }

    [Fact]
    public async Task A_run_that_waits_is_cancelled_and_one_that_runs_is_asked_to_stop()
    {
        var job = await RegisterAsync();
        var waiting = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        var running = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        var abandoned = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        var lease = await ClaimAsync(running.RunId, worker: _queue);
        var dead = await ExpiredAsync(abandoned);

        var stopped = await Ledger.Requests.StopAsync(waiting.RunId, "not tonight", Cancellation);
        await Ledger.Requests.StopAsync(abandoned.RunId, null, Cancellation);
        var asked = await Ledger.Requests.StopAsync(running.RunId, "not tonight", Cancellation);

        Assert.Equal((RunStatus.Cancelled, $"stopped by {Ledger.Info.Actor}: not tonight"), (stopped.Status, stopped.Error!.Actual));
        Assert.Equal(RunStatus.Cancelled, (await FindAsync(abandoned.RunId))!.Status);
        Assert.Equal([dead], await Ledger.Claims.CompleteAsync([new(dead, RunStatus.Succeeded)], Cancellation));
        Assert.Equal(RunStatus.Running, asked.Status);
        Assert.NotNull(asked.StopRequestedAt);
        Assert.Equal([new(running.RunId, Ledger.Info.Actor, "not tonight")],
            await Ledger.Claims.GetStopRequestsAsync(_queue, Cancellation));
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Cancelled)], Cancellation);
        Assert.Empty(await Ledger.Claims.GetStopRequestsAsync(_queue, Cancellation));
        Assert.Equal("RunNotStoppable", (await ErrorOfAsync(() => Ledger.Requests.StopAsync(running.RunId, null, Cancellation))).Id);
        Assert.Null((await Ledger.Requests.RestartAsync(running.RunId, null, null, Cancellation)).StopRequestedAt);
    }

    [Fact]
    public async Task A_run_goes_back_to_a_step_that_is_named_but_not_before_one_that_runs_once()
    {
        var run = await Ledger.Requests.EnqueueAsync(Queued(await RegisterAsync()), Cancellation);
        var lease = await ClaimAsync(run.RunId);
        foreach (var name in (string[])["one", "pay", "two", "three"])
        {
            await Ledger.Steps.BeginAsync(lease, Intent(name, once: name == "pay", undo: name), Cancellation);
            await Ledger.Steps.FinishAsync(lease, Done(name), null, Cancellation);
        }
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Failed)], Cancellation);

        Assert.Equal("StepRunsOnce", (await ErrorOfAsync(() => RestartFromAsync("one"))).Id);
        Assert.Equal("StepNotFound", (await ErrorOfAsync(() => RestartFromAsync("no-such-step"))).Id);
        Assert.Equal(RunStatus.Failed, (await FindAsync(run.RunId))!.Status);
        await RestartFromAsync("TWO");

        var steps = await Ledger.Steps.GetAsync(run.RunId, Cancellation);
        Assert.Equal(
            [StepStatus.Succeeded, StepStatus.Succeeded, StepStatus.Interrupted, StepStatus.Interrupted],
            steps.Select(step => step.Status));
        Assert.False((await Ledger.Steps.BeginAsync(await ClaimAsync(run.RunId), Intent("two"), Cancellation)).IsFinished);

        Task<JobRun> RestartFromAsync(string step) =>
            Ledger.Requests.RestartAsync(new() { RunId = run.RunId, FromStep = step }, Cancellation);
    }

    [Fact]
    public async Task A_run_that_lost_its_worker_is_undone_instead_of_resumed()
    {
        var job = await RegisterAsync();
        var run = await Ledger.Requests.EnqueueAsync(Queued(job), Cancellation);
        var request = Request(job) with { Kind = RunKind.Rollback, RollbackOf = run.RunId };
        Assert.Equal("RunStillActive", (await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(request, Cancellation))).Id);
        var lease = await ExpiredAsync(run);
        await Ledger.Requests.EnqueueAsync(request, Cancellation);

        Assert.Equal("SupersededByRollback", (await FindAsync(run.RunId))!.Error?.Id);
        Assert.DoesNotContain(run.RunId, Ids(await ClaimQueueAsync()));
        Assert.Equal("LeaseLost", (await ErrorOfAsync(() => Ledger.Steps.BeginAsync(lease, Intent("only"), Cancellation))).Id);
    }

    [Fact]
    public async Task A_worker_is_seen_from_its_start_to_its_end_with_what_it_does()
    {
        var worker = new JobWorker { Worker = _queue, Host = "host", ProcessId = 42, Version = "1.0", Queues = [_queue], Concurrency = 3 };
        await Ledger.Workers.RegisterAsync(worker, LongLease, Cancellation);
        var run = await Ledger.Requests.EnqueueAsync(Queued(await RegisterAsync()), Cancellation);
        var lease = await ClaimAsync(run.RunId, worker: _queue);
        await Ledger.Steps.BeginAsync(lease, Intent("only"), Cancellation);

        var seen = await SeenAsync();
        Assert.Equal((WorkerStatus.Alive, "host", 42, "1.0", 3), (seen.Status, seen.Host, seen.ProcessId, seen.Version, seen.Concurrency));
        Assert.Equal([_queue], seen.Queues);
        Assert.Equal([new(run.RunId, run.JobName, "only", (await FindAsync(run.RunId))!.ClaimedAt!.Value)], seen.Runs);

        await Ledger.Claims.RenewAsync(_queue, [], Cancellation);
        Assert.True((await SeenAsync()).HeartbeatAt >= seen.HeartbeatAt);
        await Ledger.Workers.DrainAsync(_queue, Cancellation);
        Assert.Equal(WorkerStatus.Draining, (await SeenAsync()).Status);
        await Ledger.Workers.RegisterAsync(worker, TimeSpan.FromMilliseconds(1), Cancellation);
        await WaitUntilAsync(async () => (await SeenAsync()).Status == WorkerStatus.Lost);
        await Ledger.Workers.RemoveAsync(_queue, Cancellation);
        Assert.DoesNotContain(await Ledger.Workers.GetAsync(Cancellation), it => it.Worker == _queue);

        async Task<JobWorker> SeenAsync() => Assert.Single(await Ledger.Workers.GetAsync(Cancellation), it => it.Worker == _queue);
    }

    [Fact]
    public async Task What_no_ledger_can_mean_is_refused_before_anything_is_written()
    {
        var job = await RegisterAsync();
        var now = DateTimeOffset.UtcNow;
        (string Error, RunRequest Request)[] bad =
        [
            ("QueueNameInvalid", Queued(job) with { Queue = "a queue" }),
            ("QueueNameInvalid", Queued(job) with { Queue = "Rollback" }),
            ("PriorityInvalid", Queued(job, 1001)),
            ("StartTimeInvalid", Queued(job) with { Delay = TimeSpan.FromSeconds(-1) }),
            ("StartTimeInvalid", Queued(job) with { Delay = TimeSpan.FromSeconds(1), DueAt = now }),
            ("StartTimeInvalid", Queued(job) with { DueAt = now.AddHours(2), StartBy = now.AddHours(1) }),
        ];

        foreach (var (error, request) in bad)
            Assert.Equal(error, (await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(request, Cancellation))).Id);
        Assert.Empty(await Ledger.Runs.GetAsync(new() { JobName = job.Name }, Cancellation));
    }
}
