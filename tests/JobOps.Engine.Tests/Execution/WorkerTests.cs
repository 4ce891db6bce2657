using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Tests.Execution;

/// <summary>A worker's loop in this process, over real processes: several at once, drained, stopped, tried again.</summary>
public sealed class WorkerTests : ExecutionTest
{
    // A step that says that it runs, and ends when it is told to.
    const string UntilTold = "touch began-$1; while [ ! -e end-$1 ]; do sleep 0.02; done";

    static RetryPolicy Soon(int attempts, params string[] except) =>
        new() { Attempts = attempts, Delay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(20), Except = except };

    async Task<JobRun> QueueAsync(JobDefinition job) =>
        await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = job.Version }, Cancellation);

    async Task<JobDefinition> RegisterAsync(Func<JobDefinition, JobDefinition> with, params StepDefinition[] steps) =>
        await Ledger.Jobs.RegisterAsync(with(await RegisterAsync(steps)), Cancellation);

    async Task<JobRun> FindAsync(JobRun run) => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }

    Task UntilThereAsync(params string[] files) => UntilAsync(() => Task.FromResult(files.All(file => File.Exists(Folder.File(file)))));

    Task UntilAsync(JobRun run, RunStatus status) => UntilAsync(async () => (await FindAsync(run)).Status == status);

    static StepDefinition Told() => Sh("wait", UntilTold, null, "${run.id}");

    void Tell(params JobRun[] runs)
    {
        foreach (var run in runs)
            File.WriteAllText(Folder.File($"end-{run.RunId}"), "");
    }

    [Fact]
    public async Task A_worker_executes_as_many_at_once_as_it_says_and_no_more()
    {
        var job = await RegisterAsync(Told());
        JobRun[] runs = [await QueueAsync(job), await QueueAsync(job), await QueueAsync(job)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = new Worker(Ledger, Options with { Concurrency = 2 }).RunAsync(stop.Token);

        await UntilThereAsync($"began-{runs[0].RunId}", $"began-{runs[1].RunId}");
        Assert.Equal(RunStatus.Queued, (await FindAsync(runs[2])).Status);
        Assert.Equal(2, Assert.Single(await Ledger.Workers.GetAsync(Cancellation)).Runs.Count);
        Tell(runs[0]);
        await UntilThereAsync($"began-{runs[2].RunId}");
        Tell(runs);
        foreach (var run in runs)
            await UntilAsync(run, RunStatus.Succeeded);
        await stop.CancelAsync();

        Assert.Equal(3, await working);
        Assert.Empty(await Ledger.Workers.GetAsync(Cancellation));
    }

    [Fact]
    public async Task A_worker_that_drains_lets_what_ends_in_time_end_and_gives_back_the_rest()
    {
        var job = await RegisterAsync(Told());
        JobRun[] runs = [await QueueAsync(job), await QueueAsync(job), await QueueAsync(job)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var drain = Options with { Concurrency = 2, DrainTime = TimeSpan.FromSeconds(2) };
        var working = new Worker(Ledger, drain).RunAsync(stop.Token);
        await UntilThereAsync($"began-{runs[0].RunId}", $"began-{runs[1].RunId}");

        await stop.CancelAsync();
        await UntilAsync(async () => (await Ledger.Workers.GetAsync(Cancellation)) is [{ Status: WorkerStatus.Draining }]);
        Tell(runs[0]);
        Assert.Equal(2, await working);

        Assert.Equal(RunStatus.Succeeded, (await FindAsync(runs[0])).Status);
        Assert.Equal((RunStatus.Queued, 1), ((await FindAsync(runs[1])).Status, (await FindAsync(runs[1])).Attempt));
        Assert.Equal(StepStatus.Interrupted, Assert.Single(await StepsAsync(runs[1])).Status);
        Assert.Equal((RunStatus.Queued, 0), ((await FindAsync(runs[2])).Status, (await FindAsync(runs[2])).Attempt));
        Tell(runs);
        Assert.Equal(2, await new Worker(Ledger, Options).DrainAsync(Cancellation));
        Assert.Equal((RunStatus.Succeeded, 2), ((await FindAsync(runs[1])).Status, (await FindAsync(runs[1])).Attempt));
    }

    [Fact]
    public async Task A_run_that_fails_is_tried_again_until_it_succeeds()
    {
        var job = await RegisterAsync(it => it with { Retry = Soon(5) }, Sh("flaky", "echo x >> tries; [ $(wc -l < tries) -ge 3 ]"));
        var run = await QueueAsync(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = new Worker(Ledger, Options).RunAsync(stop.Token);

        await UntilAsync(run, RunStatus.Succeeded);
        await stop.CancelAsync();
        await working;

        var done = await FindAsync(run);
        Assert.Equal((3, 2), (done.Attempt, done.Retries));
        Assert.Null(done.Error);
        Assert.Equal(2, (await Ledger.Journal.GetAsync(run.RunId, Cancellation)).Count(entry => entry.Event == "RunRetryScheduled"));
    }

    [Theory]
    [InlineData(new string[0], 3)]
    [InlineData(new[] { "exit 7" }, 1)]
    [InlineData(new[] { "CommandFailed" }, 1)]
    [InlineData(new[] { "exit 8", "HttpCheckFailed" }, 3)]
    public async Task A_run_that_keeps_failing_ends_after_its_attempts_or_at_an_error_that_is_not_tried_again(string[] except, int attempts)
    {
        var job = await RegisterAsync(it => it with { Retry = Soon(3, except) }, Sh("broken", "exit 7"));
        var run = await QueueAsync(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = new Worker(Ledger, Options).RunAsync(stop.Token);

        await UntilAsync(run, RunStatus.Failed);
        await stop.CancelAsync();
        await working;

        var dead = await FindAsync(run);
        Assert.Equal((attempts, "CommandFailed", 7), (dead.Attempt, dead.Error?.Id, dead.Error?.CommandExitCode));
    }

    [Fact]
    public async Task A_run_that_is_stopped_ends_with_its_processes_and_says_who_stopped_it()
    {
        var job = await RegisterAsync(Sh("wait", "sleep 300 & echo $! > child; wait"));
        var run = await QueueAsync(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = new Worker(Ledger, Options).RunAsync(stop.Token);
        await UntilAsync(async () => File.Exists(Folder.File("child"))
            && (await File.ReadAllTextAsync(Folder.File("child"), Cancellation)).Length > 1);
        var child = (await File.ReadAllTextAsync(Folder.File("child"), Cancellation)).Trim();

        await Ledger.Requests.StopAsync(run.RunId, "wrong night", Cancellation);
        await UntilAsync(run, RunStatus.Cancelled);
        await stop.CancelAsync();
        await working;

        Assert.Equal($"stopped by {Ledger.Info.Actor}: wrong night", (await FindAsync(run)).Error!.Actual);
        Assert.False(Directory.Exists($"/proc/{child}")
            && !(await File.ReadAllTextAsync($"/proc/{child}/stat", Cancellation)).Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_is_done_while_the_ledger_is_locked_is_written_once_it_is_free_and_not_done_again()
    {
        var job = await RegisterAsync(Sh("once", "echo x >> count"), Told());
        var run = await QueueAsync(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = new Worker(Ledger, Options).RunAsync(stop.Token);
        await UntilThereAsync($"began-{run.RunId}");

        await using (var other = new SqliteConnection($"Data Source={Location.Target};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var lockIt = other.CreateCommand();
            lockIt.CommandText = "BEGIN IMMEDIATE";
            await lockIt.ExecuteNonQueryAsync(Cancellation);
            Tell(run);
            // Longer than SQLite itself waits for a lock.
            await Task.Delay(1500, Cancellation);
            Assert.Equal(RunStatus.Running, (await FindAsync(run)).Status);
            lockIt.CommandText = "ROLLBACK";
            await lockIt.ExecuteNonQueryAsync(Cancellation);
        }
        await UntilAsync(run, RunStatus.Succeeded);
        await stop.CancelAsync();
        await working;

        Assert.Equal(1, (await FindAsync(run)).Attempt);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Folder.File("count"), Cancellation));
    }

    [Fact]
    public async Task A_worker_serves_the_queues_that_it_is_given()
    {
        var job = await RegisterAsync(Sh("go", "true"));
        var other = await Ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = job.Name, JobVersion = 1, Queue = "other" }, Cancellation);
        var mine = await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = 1, Queue = "mine" }, Cancellation);

        Assert.Equal(1, await new Worker(Ledger, Options with { Queues = ["MINE"] }).DrainAsync(Cancellation));
        Assert.Equal((RunStatus.Queued, RunStatus.Succeeded), ((await FindAsync(other)).Status, (await FindAsync(mine)).Status));
        Assert.Contains("no worker is alive",
            await RunExplanation.WhyAsync(Ledger, await FindAsync(other), Cancellation), StringComparison.Ordinal);
        Assert.Equal(["default", "mine", "other", JobQueue.Rollback],
            (await Ledger.Queues.GetAsync("*", Cancellation)).Select(queue => queue.Name));
    }
}
