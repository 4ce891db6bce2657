using System.Globalization;
using JobOps.Agent.Tests.Support;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>Many runs through a few PowerShell processes, floods of output, and secrets on their way to them.</summary>
[Trait("category", "faults")]
public sealed class ReusedHostTests
{
    const int Megabyte = 1024 * 1024;

    /// <summary>Of a worker and of a host, beyond what they had when they were warm; bytes.</summary>
    const long MostMemory = 96 * Megabyte;

    // As Wear says.
    const int RunsOfAHost = 10_000;

    [Fact]
    public async Task Many_runs_share_a_host_whose_memory_stays_flat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        var variables = CountedRunbook.Variables();
        await using var shop = new Workshop();
        var (warm, runs) = FaultForm.Of((20, 50), (2_000, 10_000));
        await CountedRunbook.EnqueueAsync(shop, "small", "[Console]::WriteLine(\"of $PID\")", Isolation.Runspace, warm);
        var worker = WorkerProcess.Start(shop, leaseSeconds: 30, variables, "--quiet");
        await using var ledger = await shop.OpenLedgerAsync();
        await shop.WaitUntilAsync(async _ => !await CountedJob.IsAnyLeftAsync(ledger));
        var host = Assert.Single(PowerShellProcesses.Hosts(shop));
        var (before, hostBefore) = (PowerShellProcesses.Memory(worker.Process.Id), PowerShellProcesses.Memory(host));

        await CountedRunbook.EnqueueAsync(shop, "small", "[Console]::WriteLine(\"of $PID\")", Isolation.Runspace, runs);
        await shop.WaitUntilAsync(async _ => !await CountedJob.IsAnyLeftAsync(ledger));

        var last = Assert.Single(PowerShellProcesses.Hosts(shop));
        var (after, hostAfter) = (PowerShellProcesses.Memory(worker.Process.Id), PowerShellProcesses.Memory(last));
        TestContext.Current.SendDiagnosticMessage(
            $"{runs} runs: worker {before / Megabyte} -> {after / Megabyte} MB, host {hostBefore / Megabyte} -> {hostAfter / Megabyte} MB");
        Assert.InRange(after - before, -MostMemory, MostMemory);
        Assert.InRange(hostAfter - hostBefore, -MostMemory, MostMemory);
        Assert.All(await ledger.Runs.GetAsync(new() { Limit = 2 * (runs + warm) }), run => Assert.Equal(RunStatus.Succeeded, run.Status));
        var hosts = new HashSet<string>();
        for (var run = 1; run <= runs + warm; run++)
            hosts.Add(Assert.Single(await ledger.Log.GetAsync(run)).Text);
        Assert.Equal((runs + warm + RunsOfAHost - 1) / RunsOfAHost, hosts.Count);
    }

    [Fact]
    public async Task A_flood_of_output_and_the_like_of_a_mark_leave_the_worker_small_and_the_next_run_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        var variables = CountedRunbook.Variables();
        await using var shop = new Workshop();
        var megabytes = FaultForm.Of(50, 2048);
        await CountedRunbook.EnqueueAsync(shop, "small", "[Console]::WriteLine(\"of $PID\")", Isolation.Runspace);
        var worker = WorkerProcess.Start(shop, leaseSeconds: 30, variables, "--quiet");
        await using var ledger = await shop.OpenLedgerAsync();
        await shop.WaitUntilAsync(async _ => !await CountedJob.IsAnyLeftAsync(ledger));
        var before = PowerShellProcesses.Memory(worker.Process.Id);

        await CountedRunbook.EnqueueAsync(shop, "flood", $$"""
            [Console]::WriteLine("first")
            $part = [char]3 + [guid]::NewGuid().ToString("N") + [char]3 + 'x' * 65536
            for ($n = 0; $n -lt {{megabytes * 16}}; $n++) { [Console]::Write($part) }
            [Console]::Write([char]3)
            """, Isolation.Runspace);
        await CountedRunbook.EnqueueAsync(shop, "small", "[Console]::WriteLine(\"of $PID\")", Isolation.Runspace);
        await shop.WaitUntilAsync(async _ => !await CountedJob.IsAnyLeftAsync(ledger));

        Assert.InRange(PowerShellProcesses.Memory(worker.Process.Id) - before, -MostMemory, MostMemory);
        Assert.All(await ledger.Runs.GetAsync(new()), run => Assert.Equal(RunStatus.Succeeded, run.Status));
        Assert.Equal("first", (await ledger.Log.GetAsync(2))[0].Text);
        Assert.Matches("^of [0-9]+$", Assert.Single(await ledger.Log.GetAsync(3)).Text);
    }

    [Fact]
    public async Task A_secret_parameter_is_in_no_argument_no_environment_no_log_and_no_ledger()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked at in /proc");
        var variables = CountedRunbook.Variables();
        await using var shop = new Workshop();
        var secret = $"s3cr3t{Guid.NewGuid():N}";
        await CountedRunbook.EnqueueAsync(shop, "secret", """
            param([securestring] $Token)
            $plain = ConvertFrom-SecureString $Token -AsPlainText
            "length $($plain.Length)"
            Invoke-JobStep use {
                [Console]::WriteLine($plain); Write-Warning $plain
                sh -c 'echo > working; while [ ! -e go ]; do sleep 0.1; done'
            }
            """, Isolation.Process, runs: 0, parameters: new ParameterDefinition { Name = "Token", Secret = true, Required = true });
        var call = shop.StartWith(variables, "start", "secret", "--secret", "Token");
        await call.StandardInput.WriteLineAsync(secret);
        call.StandardInput.Close();
        await shop.WaitUntilAsync(_ => Task.FromResult(File.Exists(shop.PathOf("working"))));

        var seen = PowerShellProcesses.Ids().Where(id => id != Environment.ProcessId)
            .Where(id => (PowerShellProcesses.Read(id, "environ") + PowerShellProcesses.Read(id, "cmdline")).Contains(secret)).ToList();
        await File.WriteAllTextAsync(shop.PathOf("go"), "");
        var answer = await Workshop.EndOfAsync(call);

        Assert.Empty(seen);
        Assert.True(answer.ExitCode == 0, answer.Errors);
        Assert.DoesNotContain(secret, answer.Output + answer.Errors, StringComparison.Ordinal);
        await using var ledger = await shop.OpenLedgerAsync();
        var log = await ledger.Log.GetAsync(1);
        Assert.Contains(log, line => line.Text == string.Create(CultureInfo.InvariantCulture, $"length {secret.Length}"));
        Assert.DoesNotContain(log, line => line.Text.Contains(secret, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(shop.Folder, "ledger.db*"))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)));
    }
}
