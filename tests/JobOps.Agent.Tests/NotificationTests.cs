using System.Text.Json;
using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Notifications;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>notify set, list, test, suspend, resume and remove; what follows a run; ledger keep.</summary>
public sealed class NotificationTests
{
    [Fact]
    public async Task A_receiver_is_set_listed_tested_suspended_resumed_and_removed()
    {
        await using var shop = new Workshop();
        var told = shop.PathOf("told.json");

        var set = (await shop.CallAsync(
            "notify", "set", "ops", "--on", "failed", "--on", "recovered", "--job", "site-*", "--quiet-hours", "00:00-23:59",
            "--time-zone", "Europe/Dublin", "--repeat", "2h", "--command", "sh", "-c", $"cat > {told}")).EndsWith(0);
        var again = (await shop.CallAsync("notify", "set", "ops", "--repeat", "2h")).EndsWith(0);
        var list = (await shop.CallWithAsync("COLUMNS=160", "notify", "list")).EndsWith(0);
        var shown = (await shop.CallWithAsync("COLUMNS=160", "notify", "list", "ops")).EndsWith(0);
        var test = (await shop.CallAsync("notify", "test", "ops")).EndsWith(0);

        Assert.Contains("Receiver ops is told Failed, Recovered of job site-*.", set.Output, StringComparison.Ordinal);
        Assert.Contains(", as before.", again.Output, StringComparison.Ordinal);
        Assert.Matches(@"ops +Command +Failed, Recovered of job site-\* +active", list.Output);
        Assert.Matches(@"Quiet +00:00-23:59 .Europe/Dublin.\s+Repeat +2 h", shown.Output);
        Assert.Contains("ops has taken a test.", test.Output, StringComparison.Ordinal);
        using (var sent = JsonDocument.Parse(await File.ReadAllTextAsync(told, TestContext.Current.CancellationToken)))
            Assert.Equal("jobops.test", sent.RootElement.GetProperty("type").GetString());

        Assert.Contains("is suspended by", (await shop.CallAsync("notify", "suspend", "ops", "--reason", "fair")).EndsWith(0).Output);
        Assert.Contains("was suspended already", (await shop.CallAsync("notify", "suspend", "ops")).EndsWith(0).Output);
        Assert.Contains("is active.", (await shop.CallAsync("notify", "resume", "ops")).EndsWith(0).Output);
        Assert.Contains("is out of use", (await shop.CallAsync("notify", "remove", "ops")).EndsWith(0).Output);
        Assert.Contains("Nobody is told anything.", (await shop.CallAsync("notify", "list")).EndsWith(0).Output);
    }

    [Fact]
    public async Task What_is_wrong_with_a_receiver_is_said_and_nothing_that_may_be_secret()
    {
        await using var shop = new Workshop();

        var wrong = (await shop.CallAsync("notify", "set", "ops", "--webhook", "http://ops.example/", "--signing-key", "hunter2"))
            .EndsWith(65);
        (await shop.CallAsync("notify", "set", "deaf", "--command", "false")).EndsWith(0);
        var deaf = (await shop.CallAsync("notify", "test", "deaf")).EndsWith(1);

        Assert.Contains("http to another machine", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("7 other characters", wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("exit code 1", deaf.Errors, StringComparison.Ordinal);
        Assert.Contains("jobops notify list deaf", deaf.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_told_and_so_is_the_recovery()
    {
        await using var shop = new Workshop();
        var told = shop.PathOf("told.jsonl");
        await shop.RegisterAsync("site-check", """ "command": ["cat", "up.txt"] """);
        (await shop.CallAsync("notify", "set", "ops", "--command", "sh", "-c", $"cat >> {told}")).EndsWith(0);

        (await shop.CallAsync("start", "site-check")).EndsWith(1);
        await File.WriteAllTextAsync(shop.PathOf("up.txt"), "up", TestContext.Current.CancellationToken);
        (await shop.CallAsync("start", "site-check", "--no-wait")).EndsWith(0);
        (await shop.CallAsync("worker", "--drain")).EndsWith(0);

        var lines = await File.ReadAllLinesAsync(told, TestContext.Current.CancellationToken);
        Assert.Equal(["jobops.failed", "jobops.recovered"], lines.Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("type").GetString();
        }));
        var sent = (await shop.CallWithAsync("COLUMNS=160", "notify", "list", "--sent")).EndsWith(0);
        Assert.Matches(@"(?s)ops +Sent +site-check has succeeded again\..*ops +Sent +site-check has failed", sent.Output);
    }

    [Fact]
    public async Task A_worker_tells_beside_its_runs_and_who_does_not_answer_delays_nobody()
    {
        await using var shop = new Workshop();
        var told = shop.PathOf("told.jsonl");
        await shop.RegisterAsync("site-check", """ "command": ["cat", "up.txt"] """);
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("notify", "set", "ops", "--command", "sh", "-c", $"cat >> {told}")).EndsWith(0);
        (await shop.CallAsync("notify", "set", "slow", "--command", "sleep", "60")).EndsWith(0);
        var worker = WorkerProcess.Start(shop, leaseSeconds: 5);
        await worker.WaitForAsync("serves all queues");

        await shop.EnqueueAsync("site-check");
        await shop.WaitUntilAsync(async ledger => (await ledger.Notifications.GetAsync("ops")) is [{ Status: NotificationStatus.Sent }]);
        await shop.EnqueueAsync("easy");
        await shop.WaitForAsync(2, RunStatus.Succeeded);
        await shop.WaitUntilAsync(async ledger => (await ledger.Notifications.GetAsync("slow")) is [{ Attempts: 1 }]);

        Assert.Single(await File.ReadAllLinesAsync(told, TestContext.Current.CancellationToken));
        await using (var ledger = await shop.OpenLedgerAsync())
            Assert.Equal("it did not answer within 5 s", (await ledger.Notifications.RequireAsync("slow")).Problem);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.WaitForEndAsync());
    }

    [Fact]
    public async Task What_follows_a_run_is_executed_and_the_last_of_a_batch_starts_what_waits_for_all()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("first", """ "command": ["true"], "then": { "succeeded": ["second"] } """);
        await shop.RegisterAsync("second", """ "command": ["true"] """);
        await shop.RegisterAsync("third", """ "command": ["true"] """);
        await shop.RegisterAsync("last", """ "command": ["true"], "after": ["second", "third"] """);
        var batch = shop.PathOf("batch.jsonl");
        await File.WriteAllTextAsync(batch, """{"batch":"b2"}""", TestContext.Current.CancellationToken);

        (await shop.CallAsync("start", "first", "--batch-name", "b1")).EndsWith(0);
        (await shop.CallAsync("start", "third", "--batch-name", "b1", "--no-wait")).EndsWith(0);
        (await shop.CallAsync("start", "third", "--batch", batch, "--no-wait")).EndsWith(0);
        (await shop.CallAsync("worker", "--drain")).EndsWith(0);

        Assert.Equal(
            ["first", "last", "second", "third"],
            (await shop.RunsAsync()).Where(run => run.Batch == "b1").Select(run => run.JobName).Order());
        var b2 = (await shop.CallAsync("runs", "--batch-name", "b2", "--json")).EndsWith(0);
        Assert.Equal("third", Assert.Single(b2.Json.EnumerateArray()).GetProperty("jobName").GetString());
        Assert.Matches(@"succeeded: second", (await shop.CallWithAsync("COLUMNS=160", "jobs", "first")).EndsWith(0).Output);
        shop.WriteJob("second", """ "command": ["true"], "then": { "always": ["first"] } """);
        Assert.Contains("second → first → second", (await shop.CallAsync("apply", shop.PathOf("second.job.json"))).EndsWith(65).Errors);
    }

    [Fact]
    public async Task Which_runs_are_kept_is_said_and_shown()
    {
        await using var shop = new Workshop();

        Assert.Contains("all runs are kept.", (await shop.CallAsync("ledger", "keep")).EndsWith(0).Output);
        Assert.Contains(
            "the runs of the last 90 days, and the last 20 runs, are kept.",
            (await shop.CallAsync("ledger", "keep", "--days", "90", "--last", "20")).EndsWith(0).Output);
        Assert.Contains("the last 20 runs, are kept.", (await shop.CallAsync("ledger", "keep")).EndsWith(0).Output);
        (await shop.CallAsync("ledger", "keep", "--all", "--days", "1")).EndsWith(64);
        (await shop.CallAsync("ledger", "keep", "--days", "0")).EndsWith(65);
        Assert.Contains("all runs are kept.", (await shop.CallAsync("ledger", "keep", "--all")).EndsWith(0).Output);
    }
}
