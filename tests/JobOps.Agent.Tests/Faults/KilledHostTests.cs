using JobOps.Agent.Tests.Support;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>SIGKILL of workers and of their PowerShell hosts at random moments, while they execute runbooks.</summary>
[Trait("category", "faults")]
public sealed class KilledHostTests
{
    // The moments and the victims are random, and the same in each test run.
    readonly Random _random = new(20260214);

    [Theory]
    [InlineData(Isolation.Process)]
    [InlineData(Isolation.Runspace)]
    public async Task Killed_hosts_and_workers_lose_nothing_and_execute_no_finished_step_twice(Isolation isolation)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hosts are found in /proc");
        var variables = CountedRunbook.Variables();
        await using var shop = new Workshop();
        var (runs, goal) = FaultForm.Of((2, 2), (200, 150));
        await CountedRunbook.EnqueueAsync(
            shop, "counted", CountedRunbook.Script, isolation, runs,
            new() { Attempts = RetryPolicy.MostAttempts, Delay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(10) });
        var worker = StartWorker(shop, variables);
        await using var ledger = await shop.OpenLedgerAsync();

        var (kills, last) = (0, 0L);
        while (kills < goal && await CountedJob.IsAnyLeftAsync(ledger))
        {
            // A try that has got anywhere is ended at some moment of what comes next.
            await shop.WaitUntilAsync(async _ => await CountedJob.ProgressAsync(shop) > last);
            await Task.Delay(_random.Next(400));
            if (_random.Next(2) == 0 && PowerShellProcesses.Hosts(shop) is { Count: > 0 } hosts)
                PowerShellProcesses.Kill(hosts[_random.Next(hosts.Count)]);
            else
            {
                await worker.KillAsync();
                worker = StartWorker(shop, variables);
            }
            kills++;
            last = await CountedJob.ProgressAsync(shop);
        }
        await shop.WaitUntilAsync(async _ => !await CountedJob.IsAnyLeftAsync(ledger));

        TestContext.Current.SendDiagnosticMessage($"{isolation}: {runs} runs, {kills} workers and hosts killed");
        Assert.InRange(kills, goal / 2, goal);
        await CountedJob.CheckAsync(shop, runs, kind: RunKind.Runbook);
        await worker.KillAsync();
        await shop.WaitUntilAsync(_ => Task.FromResult(PowerShellProcesses.Hosts(shop).Count == 0));
    }

    [Fact]
    public async Task A_host_whose_worker_was_killed_ends_with_what_it_has_at_work()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hosts are found in /proc");
        var variables = CountedRunbook.Variables();
        await using var shop = new Workshop();
        // It hears nothing of a stop, and neither does its child.
        await CountedRunbook.EnqueueAsync(shop, "deaf", """
            Invoke-JobStep hang {
                Start-Process sh -ArgumentList '-c', '"trap : TERM; echo $$ > child; while :; do sleep 1; done"'
                [Threading.Thread]::Sleep(300000)
            }
            """, Isolation.Runspace);
        var worker = StartWorker(shop, variables);
        await shop.WaitUntilAsync(_ => Task.FromResult(
            File.Exists(shop.PathOf("child")) && File.ReadAllText(shop.PathOf("child")).Length > 1));
        var child = int.Parse(File.ReadAllText(shop.PathOf("child")), System.Globalization.CultureInfo.InvariantCulture);
        var host = Assert.Single(PowerShellProcesses.Hosts(shop), id => PowerShellProcesses.Read(child, "stat").Contains($" {id} "));

        await worker.KillAsync();

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await shop.WaitUntilAsync(_ => Task.FromResult(
            PowerShellProcesses.Read(host, "cmdline") == "" && PowerShellProcesses.Read(child, "cmdline") == ""));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 4);
    }

    static WorkerProcess StartWorker(Workshop shop, string[] variables) =>
        WorkerProcess.Start(shop, 5, variables, "--concurrency", "2");
}
