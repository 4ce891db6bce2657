using JobOps.Agent.Tests.Support;
using JobOps.Execution;

namespace JobOps.Agent.Tests;

/// <summary>A name that is almost right.</summary>
public sealed class DidYouMeanTests
{
    [Fact]
    public async Task The_nearest_job_queue_step_or_environment_is_asked_for()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync(
            "site-release", """ "parameters": { "version": {} }, "steps": [{ "name": "backup", "command": ["false"] }] """);
        await using (var ledger = await shop.OpenLedgerAsync())
        {
            await new JobStarter(ledger).StartAsync(
                new() { JobName = "site-release", Queue = "images", Environment = "staging" }, executedHere: false);
            await new Worker(ledger).DrainAsync();
        }

        foreach (var arguments in (string[][])
            [["start", "site-relaese"], ["jobs", "site-relaese"], ["enable", "site-relaese"], ["disable", "site-relaese"]])
            Assert.Contains("did you mean 'site-release'?", (await shop.CallAsync(arguments)).EndsWith(65).Errors);
        foreach (var arguments in (string[][])[["queues", "imagse"], ["suspend", "imagse"], ["resume", "imagse"]])
            Assert.Contains("did you mean 'images'?", (await shop.CallAsync(arguments)).EndsWith(65).Errors);
        Assert.Contains("did you mean 'backup'?", (await shop.CallAsync("restart", "1", "--from-step", "bakcup")).EndsWith(65).Errors);
        Assert.Contains(
            "did you mean 'version'?", (await shop.CallAsync("start", "site-release", "--parameter", "vresion=1")).EndsWith(65).Errors);
        foreach (var (option, typed, meant) in ((string, string, string)[])
            [("--job", "site-relaese", "site-release"), ("--queue", "imagse", "images"), ("--environment", "stagign", "staging")])
            Assert.Contains($"did you mean '{meant}'?", (await shop.CallAsync("runs", option, typed)).EndsWith(0).Errors);
        Assert.Contains(
            "No run has had the environment 'stagign' before; did you mean 'staging'?",
            (await shop.CallAsync("start", "site-release", "--environment", "stagign", "--no-wait")).EndsWith(0).Errors);
        // What is there, and what is like nothing, is no question.
        Assert.DoesNotContain("did you mean", (await shop.CallAsync("start", "payroll")).EndsWith(65).Errors);
        Assert.Empty((await shop.CallAsync("runs", "--job", "site-*", "--environment", "production")).EndsWith(0).Errors);
        Assert.Empty((await shop.CallAsync("start", "site-release", "--environment", "staging", "--no-wait")).EndsWith(0).Errors);
    }

    [Fact]
    public async Task Runs_are_found_by_environment_and_key()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("job", """ "command": ["true"] """);
        (await shop.CallAsync("start", "job", "--environment", "staging", "--key", "monday")).EndsWith(0);
        (await shop.CallAsync("start", "job", "--environment", "production", "--key", "tuesday")).EndsWith(0);

        var staging = (await shop.CallAsync("runs", "--environment", "staging", "--json")).EndsWith(0).Json;
        var tuesday = (await shop.CallAsync("runs", "--key", "tuesday", "--json")).EndsWith(0).Json;

        Assert.Equal([1], staging.EnumerateArray().Select(run => run.GetProperty("runId").GetInt64()));
        Assert.Equal([2], tuesday.EnumerateArray().Select(run => run.GetProperty("runId").GetInt64()));
    }
}
