using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>Retry, latest start and overlap, as an operator meets them.</summary>
public sealed class PolicyTests
{
    const string Fails = """ "steps": [{ "name": "fail", "command": ["sh", "-c", "echo tried >> tries.txt; exit 3"] }] """;

    [Fact]
    public async Task A_run_that_failed_waits_for_its_next_attempt_and_says_until_when_and_why()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", $$""" "retry": { "attempts": 3, "delay": "1h", "maxDelay": "2h" }, {{Fails}} """);
        await shop.EnqueueAsync("fails");

        var worker = (await shop.CallAsync("worker", "--drain")).EndsWith(0);
        var shown = (await shop.CallWithAsync("COLUMNS=200", "run", "1")).EndsWith(0);

        Assert.Contains("Executed 1 run.", worker.Output);
        Assert.Matches("failed after .* and is tried again in .*: exit code 3", worker.Errors);
        Assert.Matches(@"Waits for attempt 2 until .* UTC, because attempt 1 failed: exit code 3", shown.Output);
        Assert.Contains("1: failed and is tried again", shown.Output);
        var run = await shop.RunAsync(1);
        Assert.Equal((RunStatus.Scheduled, 1), (run.Status, run.Retries));
        Assert.InRange(run.DueAt!.Value - run.ReadAt, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task It_is_tried_as_often_as_its_policy_says_and_stays_visible_with_its_reason()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", $$""" "retry": { "attempts": 3, "delay": "10ms" }, {{Fails}} """);

        var answer = (await shop.CallAsync("start", "fails")).EndsWith(1);

        Assert.Equal(3, File.ReadAllLines(shop.PathOf("tries.txt")).Length);
        Assert.Contains("exit code 3", answer.Errors);
        Assert.Contains("Failed after 3 tries: Step 'fail' of run 1 failed.", (await shop.CallWithAsync("COLUMNS=200", "run", "1")).Output);
    }

    [Fact]
    public async Task A_failure_that_the_policy_excepts_is_not_tried_again()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", $$""" "retry": { "attempts": 3, "delay": "10ms", "except": ["exit 3"] }, {{Fails}} """);

        (await shop.CallAsync("start", "fails")).EndsWith(1);

        Assert.Single(File.ReadAllLines(shop.PathOf("tries.txt")));
    }

    [Fact]
    public async Task A_run_that_missed_its_latest_start_fails_without_having_been_started()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", Fails);

        var answer = (await shop.CallAsync("start", "fails", "--start-by", "2020-01-01T00:00Z", "--json")).EndsWith(124);

        Assert.Equal("StartMissed", answer.Error.GetProperty("id").GetString());
        Assert.Equal("jobops workers", answer.Error.GetProperty("nextCommand").GetProperty("shell").GetString());
        Assert.False(File.Exists(shop.PathOf("tries.txt")));
    }

    [Fact]
    public async Task A_start_that_overlaps_is_refused_with_an_exit_code_that_means_later()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("alone", $$""" "overlap": "skip", {{Fails}} """);
        await shop.EnqueueAsync("alone");

        var answer = (await shop.CallAsync("start", "alone", "--no-wait", "--json")).EndsWith(75);

        Assert.Equal("OverlapSkipped", answer.Error.GetProperty("id").GetString());
        Assert.Equal("Safe", answer.Error.GetProperty("retrySafety").GetString());
        Assert.Single(await shop.RunsAsync());
    }

    [Fact]
    public async Task Restart_from_a_step_executes_it_again_although_it_had_finished()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", SampleJobs.FailsUntilFixed);
        (await shop.CallAsync("start", "fails")).EndsWith(1);
        File.WriteAllText(shop.PathOf("fixed"), "");

        var unknown = (await shop.CallAsync("restart", "1", "--from-step", "third", "--json")).EndsWith(65);
        (await shop.CallAsync("restart", "1", "--from-step", "first")).EndsWith(0);

        Assert.Equal("StepNotFound", unknown.Error.GetProperty("id").GetString());
        Assert.Equal(2, File.ReadAllLines(shop.PathOf("first.txt")).Length);
    }

    [Fact]
    public async Task The_policies_of_a_job_are_shown_with_it()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("strict", $$"""
            "queue": "mail", "priority": 5, "startWithin": "1h", "overlap": "skip",
            "retry": { "attempts": 3, "except": ["exit 4"] }, {{Fails}}
            """);

        var shown = (await shop.CallWithAsync("COLUMNS=160", "jobs", "strict")).EndsWith(0);

        foreach (var words in new[] { "mail, priority 5",
            "60 min|1 h", "1; a further one is refused", "3 attempts", "except after exit 4" })
            Assert.Matches(words, shown.Output);
    }

    [Fact]
    public async Task A_start_goes_on_with_what_a_dead_worker_left_and_says_so()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("nightly", """ "overlap": "skip", "command": ["true"] """);
        await shop.EnqueueAsync("nightly");
        await using (var ledger = await shop.OpenLedgerAsync())
            Assert.Single(await ledger.Claims.ClaimAsync(
                new() { Worker = "dead/1/ab", Lease = TimeSpan.FromMilliseconds(1) }));
        await shop.WaitUntilAsync(async ledger => (await ledger.Runs.FindAsync(1))!.IsAbandoned);

        var left = (await shop.CallAsync("start", "nightly", "--no-wait")).EndsWith(75);
        var answer = (await shop.CallAsync("start", "nightly")).EndsWith(0);

        Assert.Contains("whose worker is gone", left.Errors);
        Assert.Contains("jobops restart 1", left.Errors);
        Assert.Contains("Run 1 of nightly was left by worker dead/1/ab, which is gone: it goes on here first.", answer.Errors);
        Assert.Contains("Run 1 succeeded.", answer.Errors);
        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], (await shop.RunsAsync()).Select(run => run.Status));
    }

    [Fact]
    public async Task A_key_is_the_same_after_the_job_has_got_a_parameter_with_a_default()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("job", """ "parameters": { "x": {} }, "command": ["sh", "-c", "echo ran >> ran"] """);
        (await shop.CallAsync("start", "job", "--parameter", "x=1", "--key", "k")).EndsWith(0);
        await shop.RegisterAsync(
            "job", """ "parameters": { "x": {}, "y": { "default": "d" } }, "command": ["sh", "-c", "echo ran >> ran"] """);

        var again = (await shop.CallAsync("start", "job", "--parameter", "x=1", "--key", "k")).EndsWith(0);
        (await shop.CallAsync("start", "job", "--parameter", "x=1", "--parameter", "y=other", "--key", "k")).EndsWith(65);

        Assert.Contains("replayed", again.Output);
        Assert.Equal("ran\n", await File.ReadAllTextAsync(shop.PathOf("ran")));
    }
}
