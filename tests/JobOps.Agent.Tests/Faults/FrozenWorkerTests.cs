using JobOps.Agent.Tests.Support;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A worker that is stopped for longer than its lease, as a machine that sleeps, and goes on then.</summary>
[Trait("category", "faults")]
public sealed class FrozenWorkerTests
{
    // The first that executes it waits for the pipe, whoever comes later does not. Without its environment, and outside of the
    // cgroup that a worker of root's gives it, it is as on another machine: the worker that takes over cannot end it first.
    const string Leave = "for group in $(awk '/ - cgroup2 / { print $5 }' /proc/self/mountinfo); do "
        + "(echo $$ > $group/cgroup.procs) 2>/dev/null; done; ";

    static string Job(bool isFound) => $$"""
        "steps": [
          {
            "name": "first",
            "command": [
              {{(isFound ? "" : "\"env\", \"-i\", ")}}"sh", "-c",
              "{{(isFound ? "" : Leave)}}mkdir begun 2>/dev/null && cat go; echo first >> executed"
            ]
          },
          { "name": "second", "command": ["sh", "-c", "echo second >> executed"] }
        ]
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_does_nothing_more_once_another_has_finished_its_run(bool itsStepEndsMeanwhile)
    {
        for (var round = 0; round < FaultForm.Of(1, 20); round++)
            await FreezeAsync(itsStepEndsMeanwhile);
    }

    static async Task FreezeAsync(bool itsStepEndsMeanwhile)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("freezes", Job(isFound: !itsStepEndsMeanwhile));
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("freezes");
        var frozen = WorkerProcess.Start(shop, leaseSeconds: 1);
        await shop.WaitUntilAsync(_ => Task.FromResult(Directory.Exists(shop.PathOf("begun"))));

        await frozen.SignalAsync("STOP");
        var other = WorkerProcess.Start(shop, leaseSeconds: 1);
        await shop.WaitForAsync(1, RunStatus.Succeeded);
        if (itsStepEndsMeanwhile)
        {
            await Pipe.SayGoAsync(shop.PathOf("go"));
            await shop.WaitUntilAsync(_ => Task.FromResult(File.ReadAllLines(shop.PathOf("executed")).Length == 3));
        }
        await frozen.SignalAsync("CONT");
        await frozen.WaitForAsync("Run 1 of freezes lost its lease");
        foreach (var worker in new[] { frozen, other })
        {
            await worker.SignalAsync("TERM");
            Assert.Equal(0, await worker.WaitForEndAsync());
        }

        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Single(await ledger.Journal.GetAsync(1), entry => entry.Event == "RunSucceeded");
        Assert.Equal(2, (await shop.RunAsync(1)).Attempt);
        Assert.All(await ledger.Steps.GetAsync(1), step => Assert.Equal((StepStatus.Succeeded, 2), (step.Status, step.Attempt)));
        // What was under way when it was stopped may have ended; nothing was begun after that.
        Assert.Equal(
            itsStepEndsMeanwhile ? ["first", "second", "first"] : (string[])["first", "second"],
            File.ReadAllLines(shop.PathOf("executed")));
    }
}
