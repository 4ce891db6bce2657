using System.Runtime.Versioning;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>approve and deny, and who asks for approval: a job, an environment, a start.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ApprovalTests
{
    const string Asks = """ "approval": { "within": "4h" }, "command": ["echo", "done"] """;

    [Fact]
    public async Task What_somebody_else_has_asked_for_is_approved_and_then_executed()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("asks", Asks);
        var asked = (await OtherAccount.CallAsync(shop, "start", "asks", "--no-wait")).EndsWith(0);

        Assert.Contains("Run 1 is awaiting approval until 20", asked.Output, StringComparison.Ordinal);
        Assert.Contains("Executed 0 runs.", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
        Assert.Matches("^Awaits approval by somebody else; nobody@.* has asked for it. It is denied at 20", await shop.WhyAsync(1));
        Assert.Contains("Run 1 is approved, and queued.", (await shop.CallAsync("approve", "1", "--reason", "seen")).EndsWith(0).Output);
        Assert.Contains("Executed 1 run.", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
        var run = (await shop.CallWithAsync("COLUMNS=160", "run", "1")).EndsWith(0);
        Assert.Matches($"Approved by +{await shop.ActorAsync()}", run.Output);
        Assert.Contains("RunApproved", (await shop.CallAsync("journal", "1")).EndsWith(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asked_neither_approves_nor_denies_it_but_may_take_it_back()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("asks", Asks);
        (await shop.CallAsync("start", "asks", "--no-wait")).EndsWith(0);

        var approve = (await shop.CallAsync("approve", "1")).EndsWith(77);
        (await shop.CallAsync("deny", "1", "--reason", "no")).EndsWith(77);
        (await shop.CallAsync("deny", "1")).EndsWith(64);

        Assert.Contains("somebody else than whoever asked for it", approve.Errors, StringComparison.Ordinal);
        Assert.Contains("jobops run 1", approve.Errors, StringComparison.Ordinal);
        (await shop.CallAsync("stop", "1")).EndsWith(0);
        Assert.Equal(RunStatus.Cancelled, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task What_was_denied_has_ended_and_says_why()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("asks", Asks);
        (await OtherAccount.CallAsync(shop, "start", "asks", "--no-wait")).EndsWith(0);

        Assert.Contains("Run 1 is denied.", (await shop.CallAsync("deny", "1", "--reason", "the fair is on")).EndsWith(0).Output);

        Assert.Matches("was denied, and not executed. Expected approval; found denied by .*: the fair is on", await shop.WhyAsync(1));
        (await shop.CallAsync("approve", "1")).EndsWith(65);
        (await shop.CallAsync("restart", "1")).EndsWith(65);
    }

    [Theory]
    [InlineData("approve", 0)]
    [InlineData("deny", 77)]
    public async Task Who_waits_for_the_run_waits_for_the_decision(string decision, int exitCode)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("asks", Asks);
        var start = shop.Start("start", "asks");
        await shop.WaitForAsync(1, RunStatus.AwaitingApproval);

        (await OtherAccount.CallAsync(shop, decision, "1", "--reason", "so be it")).EndsWith(0);

        (await Workshop.EndOfAsync(start)).EndsWith(exitCode);
    }

    [Fact]
    public async Task An_environment_and_a_start_ask_for_it_too()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync(
            "environment", "set", "guarded", "--approval-from", "shop-leads", "--approval-from", "anna", "--approval-within", "2h",
            "--approve-rollback")).EndsWith(0);

        Assert.Matches(
            "Approval +by shop-leads or anna within 2 h, of rollbacks, too",
            (await shop.CallWithAsync("COLUMNS=160", "environment", "show", "guarded")).EndsWith(0).Output);
        (await shop.CallAsync("start", "easy", "--environment", "guarded", "--no-wait")).EndsWith(0);
        Assert.StartsWith("Awaits approval by shop-leads or anna;", await shop.WhyAsync(1), StringComparison.Ordinal);
        (await shop.CallAsync("environment", "set", "guarded", "--no-approval")).EndsWith(0);
        (await shop.CallAsync("start", "easy", "--environment", "guarded", "--no-wait")).EndsWith(0);
        (await shop.CallAsync("start", "easy", "--require-approval", "--no-wait")).EndsWith(0);
        Assert.Equal(
            [RunStatus.AwaitingApproval, RunStatus.Queued, RunStatus.AwaitingApproval],
            (await shop.RunsAsync()).Reverse().Select(run => run.Status));
        (await shop.CallAsync("environment", "set", "guarded", "--approval-from", "*", "--no-approval")).EndsWith(65);
    }
}
