using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>queues, suspend, resume, limit, and what start says about a queue.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Of_a_paused_queue_nothing_is_claimed_and_the_run_says_who_paused_it_and_why()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await shop.EnqueueAsync("easy", "mail");
        var actor = await shop.ActorAsync();

        var paused = (await shop.CallAsync("suspend", "mail", "--reason", "provider is down")).EndsWith(0);
        var again = (await shop.CallAsync("suspend", "mail")).EndsWith(0);
        var idle = (await shop.CallAsync("worker", "--drain")).EndsWith(0);
        var why = await shop.WhyAsync(1);
        var list = (await shop.CallWithAsync("COLUMNS=160", "queues", "ma*")).EndsWith(0);

        Assert.Contains($"Queue mail is paused by {actor}: provider is down.", paused.Output);
        Assert.Contains("already", again.Output);
        Assert.Contains("Executed 0 runs.", idle.Output);
        Assert.Contains($"queue 'mail' is paused by {actor} (provider is down)", why);
        Assert.Matches($@"mail +paused .* ago by {actor}: provider is down +1 +0 +0", list.Output);

        Assert.Contains("Queue mail is open.", (await shop.CallAsync("resume", "mail")).EndsWith(0).Output);
        Assert.Contains("Executed 1 run.", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
    }

    [Fact]
    public async Task Of_a_disabled_job_nothing_is_claimed_and_the_run_says_who_disabled_it_and_why()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await shop.EnqueueAsync("easy");
        var actor = await shop.ActorAsync();

        var disabled = (await shop.CallAsync("disable", "easy", "--reason", "freeze")).EndsWith(0);
        var idle = (await shop.CallAsync("worker", "--drain")).EndsWith(0);
        var why = await shop.WhyAsync(1);

        Assert.Contains($"easy is disabled by {actor}: freeze.", disabled.Output);
        Assert.Contains("Executed 0 runs.", idle.Output);
        Assert.Contains($"job 'easy' is disabled by {actor} (freeze)", why);
    }

    [Fact]
    public async Task A_limit_holds_for_all_workers_together()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForItsOwnGo);
        (await shop.CallAsync("limit", "mail", "1")).EndsWith(0);
        for (var id = 1; id <= 2; id++)
        {
            await Pipe.CreateAsync(shop.PathOf($"go-{id}"));
            await shop.EnqueueAsync("waits", "mail");
        }
        var one = shop.Start("worker", "--concurrency", "2");
        var two = shop.Start("worker", "--concurrency", "2");
        await shop.WaitForAsync(1, RunStatus.Running);

        var why = await shop.WhyAsync(2);
        Assert.Contains("queue 'mail' runs 1 at a time, and run 1 has not ended", why);
        Assert.Equal(RunStatus.Queued, (await shop.RunAsync(2)).Status);
        Assert.Contains("Queue mail has no limit.", (await shop.CallAsync("limit", "mail", "none")).EndsWith(0).Output);
        await shop.WaitForAsync(2, RunStatus.Running);
        foreach (var id in new[] { 1, 2 })
            await Pipe.SayGoAsync(shop.PathOf($"go-{id}"));
        await shop.WaitForAsync(1, RunStatus.Succeeded);
        await shop.WaitForAsync(2, RunStatus.Succeeded);
        foreach (var worker in new[] { one, two })
        {
            await Signal.SendAsync("TERM", worker);
            (await Workshop.EndOfAsync(worker)).EndsWith(0);
        }
    }

    [Fact]
    public async Task A_queue_that_is_divided_is_worked_off_whole_also_when_it_is_divided_anew()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var divided = (await shop.CallAsync("partition", "mail", "8")).EndsWith(0);
        var again = (await shop.CallAsync("partition", "mail", "8")).EndsWith(0);
        for (var id = 1; id <= 8; id++)
            await shop.EnqueueAsync("easy", "mail");
        var queues = (await shop.CallAsync("queues", "--json")).EndsWith(0);
        var whole = (await shop.CallAsync("partition", "mail", "1")).EndsWith(0);

        Assert.Contains("Queue mail has 8 partitions.", divided.Output);
        Assert.Contains("Queue mail has 8 partitions already.", again.Output);
        Assert.Contains("\"partitions\": 8", queues.Output);
        Assert.Contains("Queue mail is not divided.", whole.Output);
        Assert.Contains("Executed 8 runs.", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
    }

    [Fact]
    public async Task The_greater_priority_starts_first()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("order", """
            "steps": [{ "name": "note", "command": ["sh", "-c", "echo $1 >> order.txt", "sh", "${run.id}"] }]
            """);
        (await shop.CallAsync("start", "order", "--no-wait", "--priority", "-5")).EndsWith(0);
        await shop.EnqueueAsync("order");
        await shop.EnqueueAsync("order", priority: 10);

        (await shop.CallAsync("worker", "--drain")).EndsWith(0);

        Assert.Equal(["3", "2", "1"], File.ReadAllLines(shop.PathOf("order.txt")));
    }

    [Fact]
    public async Task A_run_that_is_due_later_waits_and_says_until_when()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var later = (await shop.CallAsync("start", "easy", "--no-wait", "--due-at", "2999-01-01T12:00Z")).EndsWith(0);
        var soon = (await shop.CallAsync("start", "easy", "--no-wait", "--delay", "1h", "--queue", "mail")).EndsWith(0);

        Assert.Contains("Run 1 is scheduled for 2999-01-01", later.Output);
        Assert.Contains("Run 2 is scheduled for", soon.Output);
        Assert.Contains("Executed 0 runs.", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
        Assert.Contains("Scheduled for 2999-01-01 12:00:00 UTC.", (await shop.CallAsync("run", "1")).Output);
        var scheduled = (await shop.CallAsync("runs", "--status", "scheduled", "--queue", "mail", "--json")).EndsWith(0);
        Assert.Equal(2, scheduled.Json.EnumerateArray().Single().GetProperty("runId").GetInt64());
        Assert.Contains("Scheduled, in 59 min", (await shop.CallWithAsync("COLUMNS=160", "runs", "--queue", "mail")).Output);
    }

    [Fact]
    public async Task A_start_that_waits_waits_for_the_due_time_too()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await shop.CallAsync("start", "easy", "--delay", "500ms")).EndsWith(0);

        Assert.Contains("Run 1 of easy waits until", answer.Errors);
        Assert.Contains("Run 1 succeeded", answer.Output);
        var run = await shop.RunAsync(1);
        Assert.True(run.StartedAt >= run.DueAt);
    }
}
