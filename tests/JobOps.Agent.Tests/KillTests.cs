using System.Text.Json.Nodes;
using JobOps.Agent.Tests.Support;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>
/// SIGKILL of workers in the middle of runs with several steps. The short form is part of every test run; the long
/// one, with a hundred kills, is <c>./build.sh faults</c>.
/// </summary>
[Trait("category", "faults")]
public sealed class KillTests
{
    static readonly int s_kills = Environment.GetEnvironmentVariable("JOBOPS_FAULTS") == "long" ? 100 : 8;

    static readonly string[] s_steps = ["one", "two", "three", "four", "five"];

    // Each execution of a step leaves a line, whatever becomes of its worker.
    static readonly string s_job = "\"steps\": [" + string.Join(',', s_steps.Select(step =>
        $$$"""{ "name": "{{{step}}}", "command": ["sh", "-c", "echo $1 >> $2-$1.log", "sh", "{{{step}}}", "${run.id}"] }""")) + "]";

    [Fact]
    public async Task Killed_workers_lose_nothing_and_execute_no_finished_step_twice()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("steps", s_job);
        await using var ledger = await shop.OpenLedgerAsync();
        var random = new Random(20260101);
        var runs = new List<long>();

        for (var kill = 0; kill < s_kills; kill++)
        {
            // Always more to do than a worker can finish before it dies.
            for (var n = 0; n < 3; n++)
                runs.Add((await ledger.EnqueueAsync([new() { JobName = "steps", JobVersion = 1 }]))[0].RunId);
            var worker = shop.StartWith("JOBOPS_LEASE_SECONDS=1", "worker", "--drain");
            await WaitForJournalAsync(ledger, entries: random.Next(1, 25));
            worker.Kill();
            await worker.WaitForExitAsync();
        }
        await FinishAsync(shop, ledger);

        var verdict = await ledger.VerifyJournalAsync();
        Assert.True(verdict.Valid, verdict.Problem);
        foreach (var runId in runs)
            await CheckAsync(shop, ledger, runId);
    }

    /// <summary>Until the journal has grown by so many entries, or nothing is left to do.</summary>
    static async Task WaitForJournalAsync(ILedger ledger, int entries)
    {
        var begin = (await ledger.VerifyJournalAsync()).Entries;
        while ((await ledger.VerifyJournalAsync()).Entries < begin + entries && await AnyLeftAsync(ledger))
            await ledger.WaitForChangeAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>Workers that nobody kills finish what is left, as soon as the dead one's lease has expired.</summary>
    static async Task FinishAsync(Workshop shop, ILedger ledger)
    {
        while (await AnyLeftAsync(ledger))
            (await shop.CallWithAsync("JOBOPS_LEASE_SECONDS=1", "worker", "--drain")).EndsWith(0);
    }

    static async Task<bool> AnyLeftAsync(ILedger ledger) =>
        (await ledger.GetRunsAsync(new() { Statuses = [RunStatus.Queued, RunStatus.Running], Limit = 1 })).Count > 0;

    static async Task CheckAsync(Workshop shop, ILedger ledger, long runId)
    {
        Assert.Equal(RunStatus.Succeeded, (await ledger.FindRunAsync(runId))!.Status);
        var journal = await ledger.GetJournalAsync(runId);
        Assert.Single(journal, entry => entry.Event == "RunSucceeded");
        foreach (var step in s_steps)
        {
            var events = journal
                .Where(entry => (string?)JsonNode.Parse(entry.Data)!["step"] == step)
                .Select(entry => entry.Event).ToList();
            // Once it has succeeded, it is never started again; and it ran only when its start had been written.
            Assert.Equal(events.Count - 1, events.IndexOf("StepSucceeded"));
            var executed = (await File.ReadAllLinesAsync(shop.PathOf($"{runId}-{step}.log"))).Length;
            Assert.InRange(executed, 1, events.Count(name => name == "StepStarted"));
        }
    }
}
