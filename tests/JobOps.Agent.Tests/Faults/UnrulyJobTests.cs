using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// Jobs that fork, daemonise, flood their output or do not listen to TERM. Each of their processes ends by itself when the
/// file <c>alive</c> is gone, so that nothing stays behind even where a test fails.
/// </summary>
[Trait("category", "faults")]
public sealed class UnrulyJobTests
{
    const string Stay = "while [ -e alive ]; do sleep 0.1; done";

    const int Megabyte = 1024 * 1024;

    /// <summary>Of the worker, beyond what it had before; bytes. .NET lets garbage stand for as long as there is room: a flood of a
    /// second is gigabytes.</summary>
    const long MostMemory = 160 * Megabyte;

    static readonly Dictionary<string, string> s_scripts = new()
    {
        ["forks"] = $"for n in 1 2 3; do ({Stay}) & done; wait",
        ["daemonises"] = $"setsid sh -c '{Stay}' < /dev/null > /dev/null 2>&1 & {Stay}",
        ["leaves"] = $"setsid sh -c '{Stay}' & {Stay}",
        ["ignores"] = $"trap '' TERM; {Stay}",
        ["floods"] = "exec yes 'to the last drop'",
    };

    [Fact]
    public async Task At_its_time_limit_nothing_of_a_job_is_left_whatever_it_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes that left their parent are found in /proc");
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("alive"), "");
        foreach (var (name, script) in s_scripts)
        {
            await RegisterAsync(shop, name, script, timeout: "1s");
            await shop.EnqueueAsync(name);
        }
        var worker = WorkerProcess.Start(shop, leaseSeconds: 30, "--concurrency", $"{s_scripts.Count}");
        await worker.WaitForAsync("Worker .* serves");
        var before = PeakMemory(worker);

        await shop.WaitUntilAsync(async ledger => !await CountedJob.IsAnyLeftAsync(ledger));

        Assert.Empty(ProcessesOf(shop));
        Assert.InRange(PeakMemory(worker) - before, 0, MostMemory);
        foreach (var run in await shop.RunsAsync())
            Assert.Equal((RunStatus.Failed, "StepTimedOut"), (run.Status, run.Error?.Id));
    }

    [Fact]
    public async Task Of_a_flood_of_output_the_head_and_the_tail_are_kept_and_the_worker_stays_small()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of a process is read from /proc");
        await using var shop = new Workshop();
        var size = (long)FaultForm.Of(20, 1024) * Megabyte;
        // Half of it in short lines, and half in one line that does not end.
        await RegisterAsync(shop,
            "prints", $"echo first; yes 'one of many lines' 2>/dev/null | head -c {size / 2}; head -c {size / 2} /dev/zero | "
                + "tr '\\0' x; echo; echo last", timeout: "30m");
        var worker = WorkerProcess.Start(shop, leaseSeconds: 30);
        await worker.WaitForAsync("Worker .* serves");
        var before = PeakMemory(worker);

        await shop.EnqueueAsync("prints");
        await worker.WaitForAsync("Run 1 of prints succeeded");

        TestContext.Current.SendDiagnosticMessage(
            $"{size / Megabyte} MB printed, peak of the worker {PeakMemory(worker) / Megabyte} MB, before {before / Megabyte} MB");
        Assert.InRange(PeakMemory(worker) - before, 0, MostMemory);
        await using var ledger = await shop.OpenLedgerAsync();
        var log = await ledger.Log.GetAsync(1, limit: 1_000_000);
        Assert.InRange(log.Sum(line => (long)line.Text.Length), 256 * 1024, 2 * 256 * 1024 + 1000);
        Assert.Equal(("first", "last"), (log[0].Text, log[^1].Text));
        var left = Assert.Single(log, line => line.Stream == LogStream.JobOps);
        Assert.Matches("[0-9,]+ characters left out", left.Text);
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_output_open_does_not_keep_its_run_from_ending()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes that left their parent are found in /proc");
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("alive"), "");
        await RegisterAsync(shop, "starts", $"setsid sh -c '{Stay}' & echo started", timeout: "1m");

        (await shop.CallAsync("start", "starts")).EndsWith(0);

        Assert.NotEmpty(ProcessesOf(shop));
        Assert.Contains("started", (await shop.CallAsync("log", "1")).EndsWith(0).Output);
        File.Delete(shop.PathOf("alive"));
        await shop.WaitUntilAsync(_ => Task.FromResult(ProcessesOf(shop).Count == 0));
    }

    static Task RegisterAsync(Workshop shop, string name, string script, string timeout) => shop.RegisterAsync(name, $$"""
        "steps": [{
          "name": "it", "command": ["sh", "-c", {{JsonSerializer.Serialize(script)}}], "timeout": "{{timeout}}",
          "environment": { "UNRULY": "{{shop.Folder}}" }
        }]
        """);

    /// <summary>Those that live and came out of a job here.</summary>
    static List<int> ProcessesOf(Workshop shop) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _) && Read($"{folder}/environ").Contains($"UNRULY={shop.Folder}")
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
    ];

    /// <summary>The most that it ever had in memory; bytes.</summary>
    static long PeakMemory(WorkerProcess worker) =>
        1024 * long.Parse(Regex.Match(Read($"/proc/{worker.Process.Id}/status"), @"VmHWM:\s+(\d+)").Groups[1].ValueSpan,
            CultureInfo.InvariantCulture);

    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to somebody else.
            return "";
        }
    }
}
