using JobOps.Agent.Tests.Support;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Agent.Tests;

/// <summary>The worker as a service: it works until it is told to end, and then ends in order.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Told_to_end_it_finishes_what_it_has_and_takes_nothing_new()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        await shop.EnqueueAsync("waits");
        var worker = shop.Start("worker");
        await shop.WaitForAsync(1, RunStatus.Running);

        await Signal.SendAsync("TERM", worker);
        await shop.WaitForWorkersAsync(WorkerStatus.Draining);
        await Pipe.SayGoAsync(shop.PathOf("go"));
        var answer = (await Workshop.EndOfAsync(worker)).EndsWith(0);

        Assert.Equal(RunStatus.Succeeded, (await shop.RunAsync(1)).Status);
        Assert.Equal(RunStatus.Queued, (await shop.RunAsync(2)).Status);
        Assert.Contains("Executed 1 run.", answer.Output);
        foreach (var words in new[] { "serves all queues", "Run 1 of waits begins", "takes nothing new", "Run 1 of waits succeeded" })
            Assert.Matches($@"\d\d:\d\d:\d\d .*{words}", answer.Errors);
        Assert.Empty((await shop.CallAsync("workers", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task What_takes_longer_than_the_drain_time_is_given_back_and_another_worker_goes_on_with_it()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        var first = shop.Start("worker", "--drain-time", "100ms");
        await WaitForSecondStepAsync(shop);

        await Signal.SendAsync("TERM", first);
        var answer = (await Workshop.EndOfAsync(first)).EndsWith(0);
        var between = await shop.RunAsync(1);
        var second = shop.Start("worker", "--drain");
        await Pipe.SayGoAsync(shop.PathOf("go"));
        (await Workshop.EndOfAsync(second)).EndsWith(0);

        Assert.Contains("Run 1 of waits was given back", answer.Errors);
        Assert.Equal((RunStatus.Queued, 1), (between.Status, between.Attempt));
        var run = await shop.RunAsync(1);
        Assert.Equal((RunStatus.Succeeded, 2, 0), (run.Status, run.Attempt, run.Retries));
        Assert.Single(File.ReadAllLines(shop.PathOf("first.txt")));
        Assert.Single(File.ReadAllLines(shop.PathOf("second.txt")));
        Assert.Contains("1: was given back", (await shop.CallAsync("run", "1")).Output);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_second_signal_gives_back_at_once(string signal, int exitCode)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        var worker = shop.Start("worker", "--drain-time", "10m");
        await WaitForSecondStepAsync(shop);

        await Signal.SendAsync("TERM", worker);
        await shop.WaitForWorkersAsync(WorkerStatus.Draining);
        await Signal.SendAsync(signal, worker);
        (await Workshop.EndOfAsync(worker)).EndsWith(exitCode);

        Assert.Equal(RunStatus.Queued, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task Ctrl_C_at_its_terminal_is_not_for_the_processes_of_its_steps()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        var terminal = shop.StartAtTerminal("worker");
        // A step is said to run a moment before its process has left the terminal's group: once it reads it has.
        await using (var pipe = await Pipe.MeetReaderAsync(shop.PathOf("go")))
        {
            await terminal.StandardInput.WriteAsync('\x03');
            await terminal.StandardInput.FlushAsync();
            await shop.WaitForWorkersAsync(WorkerStatus.Draining);
            await pipe.WriteLineAsync("go");
        }
        (await Workshop.EndOfAsync(terminal)).EndsWith(0);

        Assert.Equal(RunStatus.Succeeded, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task An_idle_worker_ends_at_once()
    {
        await using var shop = new Workshop();
        var worker = shop.Start("worker", "--drain-time", "10m", "--quiet");
        await shop.WaitForWorkersAsync(WorkerStatus.Alive);

        await Signal.SendAsync("TERM", worker);
        var answer = (await Workshop.EndOfAsync(worker)).EndsWith(0);

        Assert.Empty(answer.Errors);
    }

    [Fact]
    public async Task A_drain_that_is_interrupted_says_so()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        var worker = shop.Start("worker", "--drain", "--drain-time", "100ms");
        await WaitForSecondStepAsync(shop);

        await Signal.SendAsync("TERM", worker);
        (await Workshop.EndOfAsync(worker)).EndsWith(143);

        Assert.Equal(RunStatus.Queued, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task It_executes_as_many_runs_at_once_as_it_is_told_and_no_more()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForItsOwnGo);
        for (var id = 1; id <= 4; id++)
        {
            await Pipe.CreateAsync(shop.PathOf($"go-{id}"));
            await shop.EnqueueAsync("waits");
        }
        var worker = shop.Start("worker", "--drain", "--concurrency", "3");
        await shop.WaitUntilAsync(async ledger => (await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Running] })).Count == 3);

        var busy = (await shop.CallAsync("workers", "--json")).EndsWith(0).Json[0];
        Assert.Equal(3, busy.GetProperty("runs").GetArrayLength());
        Assert.Contains("3 of 3", (await shop.CallAsync("workers")).Output);
        Assert.Equal(RunStatus.Queued, (await shop.RunAsync(4)).Status);
        await Pipe.SayGoAsync(shop.PathOf("go-2"));
        await shop.WaitForAsync(4, RunStatus.Running);
        foreach (var id in new[] { 1, 3, 4 })
            await Pipe.SayGoAsync(shop.PathOf($"go-{id}"));
        (await Workshop.EndOfAsync(worker)).EndsWith(0);
    }

    [Fact]
    public async Task It_serves_the_queues_that_it_is_told_and_no_others()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        foreach (var queue in new[] { "mail", "web", "reports" })
            await shop.EnqueueAsync("easy", queue);

        (await shop.CallAsync("worker", "--drain", "--queue", "mail", "--queue", "WEB")).EndsWith(0);

        Assert.Equal(
            [RunStatus.Succeeded, RunStatus.Succeeded, RunStatus.Queued],
            new[] { await shop.RunAsync(1), await shop.RunAsync(2), await shop.RunAsync(3) }.Select(run => run.Status));
    }

    static Task WaitForSecondStepAsync(Workshop shop) => shop.WaitUntilAsync(async ledger =>
        (await ledger.Steps.GetAsync(1)).Any(step => step is { StepName: "second", Status: StepStatus.Running }));
}
