using System.Globalization;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Workers;

namespace JobOps.Engine.Tests.Contract;

// What dead workers have left, on a host that has no worker: who starts a job brings it to its end, and says so.
public abstract partial class LedgerContract
{
    readonly List<string> _told = [];

    Leftovers Leftovers => new(
        Ledger, (run, cancellation) => new Worker(Ledger).ExecuteAsync(run, cancellation), _told.Add) { Patience = TimeSpan.FromHours(1) };

    async Task<JobDefinition> RegisterAsync(Overlap overlap, Func<JobDefinition, JobDefinition>? change = null)
    {
        var job = NewJob() with { Overlap = overlap };
        return await Ledger.Jobs.RegisterAsync(change is null ? job : change(job), Cancellation);
    }

    async Task<JobRun> LeaveBehindAsync(JobDefinition job)
    {
        var run = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        await ExpiredAsync(run);
        return run;
    }

    async Task<JobRun> StartAndExecuteAsync(string job, string? key = null)
    {
        var started = await new JobStarter(Ledger, Leftovers).StartAsync(
            new() { JobName = job, IdempotencyKey = key }, executedHere: true, Cancellation);
        return await new Worker(Ledger) { Leftovers = Leftovers }.ExecuteAsync(started, Cancellation);
    }

    async Task<RunStatus> StatusAsync(JobRun run) => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.Status;

    [Theory]
    [InlineData(Overlap.Skip)]
    [InlineData(Overlap.Queue)]
    [InlineData(Overlap.Allow)]
    public async Task A_start_takes_up_first_what_a_dead_worker_left(Overlap overlap)
    {
        var left = await LeaveBehindAsync(await RegisterAsync(overlap));

        var run = await StartAndExecuteAsync(left.JobName);

        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded), (await StatusAsync(left), run.Status));
        Assert.True((await Ledger.Runs.FindAsync(left.RunId, Cancellation))!.FinishedAt <= run.StartedAt);
        Assert.Collection(
            _told,
            found => Assert.Equal(
                $"Run {left.RunId} of {left.JobName} was left by worker worker-that-dies, which is gone: it goes on here first.", found),
            ended => Assert.Equal($"Run {left.RunId} succeeded.", ended));
    }

    [Fact]
    public async Task A_start_that_stops_what_there_is_ends_what_a_dead_worker_left()
    {
        var left = await LeaveBehindAsync(await RegisterAsync(Overlap.StopExisting));

        var run = await StartAndExecuteAsync(left.JobName);

        Assert.Equal((RunStatus.Cancelled, RunStatus.Succeeded), (await StatusAsync(left), run.Status));
        Assert.Contains("cancelled, because a newer run", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_must_not_run_twice_ends_what_was_left_with_an_unknown_outcome()
    {
        var job = await RegisterAsync(Overlap.Skip, job => job with { Steps = [job.Steps[0] with { Once = true }] });
        var left = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        var lease = await ClaimAsync(left.RunId, TimeSpan.FromMilliseconds(500));
        await Ledger.Steps.BeginAsync(lease, Intent("only", once: true), Cancellation);
        await WaitUntilAsync(async () => (await Ledger.Runs.FindAsync(left.RunId, Cancellation))!.IsAbandoned);

        var run = await StartAndExecuteAsync(job.Name);

        Assert.Equal((RunStatus.Unknown, RunStatus.Succeeded), (await StatusAsync(left), run.Status));
        Assert.Contains("must not run twice", _told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_without_its_secrets_is_cancelled()
    {
        var job = await RegisterAsync(Overlap.Skip, job => job with
        {
            Parameters = [new() { Name = "token", Secret = true, Required = true }],
        });
        var left = await LeaveBehindAsync(job);

        var started = await new JobStarter(Ledger, Leftovers).StartAsync(
            new() { JobName = job.Name, Parameters = new Dictionary<string, object?> { ["token"] = "t" } },
            executedHere: true, Cancellation);

        Assert.Equal(RunStatus.Cancelled, await StatusAsync(left));
        Assert.NotEqual(left.RunId, started.Run.RunId);
        Assert.Contains("secrets are not stored", _told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_waits_takes_up_what_is_found_dead_in_its_way()
    {
        var job = await RegisterAsync(Overlap.Queue);
        var left = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        // It still lives when the second one is started.
        await ClaimAsync(left.RunId, TimeSpan.FromSeconds(2), "worker-that-dies");

        var run = await StartAndExecuteAsync(job.Name);

        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded), (await StatusAsync(left), run.Status));
        Assert.Contains("was left by worker worker-that-dies", _told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_brings_back_what_was_left_under_it()
    {
        var job = await RegisterAsync(Overlap.Skip);
        var left = await Ledger.Requests.EnqueueAsync(
            Request(job, "night") with { Parameters = new Dictionary<string, object?>() }, Cancellation);
        await ExpiredAsync(left);

        var run = await StartAndExecuteAsync(job.Name, "night");

        Assert.Equal((left.RunId, RunStatus.Succeeded), (run.RunId, run.Status));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task What_lives_is_left_alone_and_a_start_beside_it_is_refused()
    {
        var job = await RegisterAsync(Overlap.Skip);
        var living = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        await ClaimAsync(living.RunId);

        var error = await ErrorOfAsync(() => StartAndExecuteAsync(job.Name));

        Assert.Equal(("OverlapSkipped", RunStatus.Running), (error.Id, await StatusAsync(living)));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task What_an_operator_keeps_from_running_is_not_taken_up()
    {
        var job = await RegisterAsync(Overlap.Skip, job => job with { Queue = job.Name });
        var left = await Ledger.Requests.EnqueueAsync(Request(job) with { Queue = job.Name }, Cancellation);
        await ExpiredAsync(left);
        await Ledger.Queues.SetPausedAsync(job.Name, paused: true, reason: null, Cancellation);

        var error = await ErrorOfAsync(() => StartAndExecuteAsync(job.Name));

        Assert.Equal("OverlapSkipped", error.Id);
        Assert.Equal(RunStatus.Running, await StatusAsync(left));
    }

    [Fact]
    public async Task A_start_for_a_worker_says_that_the_run_in_its_way_has_lost_its_own()
    {
        var left = await LeaveBehindAsync(await RegisterAsync(Overlap.Skip));

        var error = await ErrorOfAsync(() => new JobStarter(Ledger, Leftovers).StartAsync(
            new() { JobName = left.JobName }, executedHere: false, Cancellation));

        Assert.Equal("OverlapSkipped", error.Id);
        Assert.Contains("whose worker is gone", error.Actual, StringComparison.Ordinal);
        Assert.Equal(Next.Restart(left.RunId), error.NextCommand);
    }

    [Theory]
    [InlineData(Overlap.Allow)]
    [InlineData(Overlap.Skip)]
    public async Task A_runbook_that_a_dead_session_left_is_cancelled_and_its_key_brings_it_back(Overlap overlap)
    {
        var job = await RegisterAsync(overlap, job => job with { Kind = JobKind.Runbook, Steps = [], ScriptPath = "/some/where.ps1" });
        var request = Request(job, "monday") with
        {
            Kind = RunKind.Runbook, Needs = RunNeed.Session, Parameters = new Dictionary<string, object?>(),
        };
        var left = await Ledger.Requests.EnqueueAsync(request, Cancellation);
        await Ledger.Claims.ClaimAsync(
            new() { Worker = "dead", Lease = TimeSpan.FromMilliseconds(1), Meets = RunNeed.Session, RunId = left.RunId }, Cancellation);
        await WaitUntilAsync(async () => (await Ledger.Runs.FindAsync(left.RunId, Cancellation))!.IsAbandoned);
        var starter = new JobStarter(Ledger, Leftovers) { IsSession = true };

        var next = await starter.StartAsync(new() { JobName = job.Name, IdempotencyKey = "tuesday" }, executedHere: true, Cancellation);
        Assert.NotEqual(left.RunId, next.Run.RunId);
        Assert.Equal(RunStatus.Cancelled, await StatusAsync(left));
        Assert.Contains("left by worker dead, which is gone: it is cancelled", Assert.Single(_told), StringComparison.Ordinal);

        await Ledger.Requests.StopAsync(next.Run.RunId, reason: null, Cancellation);
        var back = await starter.StartAsync(new() { JobName = job.Name, IdempotencyKey = "monday" }, executedHere: true, Cancellation);
        Assert.Equal((left.RunId, RunStatus.Queued), (back.Run.RunId, back.Run.Status));
    }

    [Theory]
    [InlineData(Overlap.Allow, RunStatus.Running, "run {0} is not undone, or half; to go on with that, roll it back again.")]
    [InlineData(
        Overlap.Skip, RunStatus.Cancelled,
        "it is cancelled, because no other run of the job could begin before its end (run {0} is not undone, or half; to go on with "
            + "that, roll it back again).")]
    public async Task A_start_says_that_the_rollback_of_an_earlier_run_was_left_unfinished(
        Overlap overlap, RunStatus status, string rest)
    {
        var job = await RegisterAsync(overlap, job => job with { Steps = [job.Steps[0] with { Undo = job.Steps[0].Action }] });
        var undone = await StartAndExecuteAsync(job.Name);
        var rollback = await (await Rollback.ReadAsync(Ledger, undone.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        await ExpiredAsync(rollback);

        var run = await StartAndExecuteAsync(job.Name);

        Assert.Equal((status, RunStatus.Succeeded), (await StatusAsync(rollback), run.Status));
        Assert.Equal(
            $"The rollback of run {undone.RunId}, run {rollback.RunId}, was left by worker worker-that-dies, which is gone: "
                + string.Format(CultureInfo.InvariantCulture, rest, undone.RunId),
            Assert.Single(_told));
        var again = await (await Rollback.ReadAsync(Ledger, undone.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        Assert.Equal(status == RunStatus.Running, again.RunId == rollback.RunId);
        Assert.Equal(RunStatus.Succeeded, (await new Worker(Ledger).ExecuteAsync(again.RunId, cancellation: Cancellation)).Status);
    }

    [Fact]
    public async Task The_leases_of_a_worker_that_is_known_to_be_gone_end_at_once_and_no_others()
    {
        var job = await RegisterAsync(Overlap.Allow);
        var dead = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        var alive = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        var lease = TimeSpan.FromHours(1);
        foreach (var worker in (string[])["dies", "lives"])
            await Ledger.Workers.RegisterAsync(
                new() { Worker = worker, Host = "host", ProcessId = 1 }, lease, Cancellation);
        await Ledger.Claims.ClaimAsync("dies", lease, 1, dead.RunId, Cancellation);
        await Ledger.Claims.ClaimAsync("lives", lease, 1, alive.RunId, Cancellation);

        Assert.Equal(1, await Ledger.Claims.ExpireAsync("dies", Cancellation));
        Assert.Equal(0, await Ledger.Claims.ExpireAsync("dies", Cancellation));

        Assert.True((await Ledger.Runs.FindAsync(dead.RunId, Cancellation))!.IsAbandoned);
        Assert.False((await Ledger.Runs.FindAsync(alive.RunId, Cancellation))!.IsAbandoned);
        var workers = (await Ledger.Workers.GetAsync(Cancellation)).ToDictionary(worker => worker.Worker, worker => worker.Status);
        Assert.Equal((WorkerStatus.Lost, WorkerStatus.Alive), (workers["dies"], workers["lives"]));
        Assert.Empty(await Ledger.Claims.ClaimAsync("other", lease, 1, alive.RunId, Cancellation));
        var claimed = Assert.Single(await Ledger.Claims.ClaimAsync("other", lease, 1, dead.RunId, Cancellation));
        Assert.Equal((dead.RunId, 2), (claimed.Run.RunId, claimed.Run.Attempt));
        Assert.Null((await Ledger.Journal.VerifyAsync(cancellation: Cancellation)).Problem);
    }
}
