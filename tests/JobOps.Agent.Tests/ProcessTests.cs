using System.Diagnostics;
using System.Runtime.Versioning;
using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>What a step has started ends with it when it is ended, however it hides; what it left on purpose stays.</summary>
public sealed class ProcessTests
{
    public static TheoryData<string, string> Hiding => new()
    {
        { "a child", "sh keep & wait" },
        { "without its environment", "env -i sh keep; true" },
        { "with a cookie of its own", "JOBOPS_STEP_COOKIE=x sh keep & JOBOPS_STEP_COOKIE=y sleep 600" },
        { "in a session of its own", "setsid sh keep & wait" },
        { "without its parent", "(sh keep &); sleep 600" },
        { "as a daemon", "(env -i setsid sh keep &); sleep 600" },
        { "deaf", "trap '' TERM; sh keep & wait" },
    };

    // Writes down its number, says nothing, and stays.
    const string Keep = "echo $$ > keeps.new; mv keeps.new keeps; exec sleep 600";

    [Theory]
    [MemberData(nameof(Hiding))]
    public async Task A_process_does_not_survive_the_time_limit_of_its_step(string how, string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descent is read on Linux");
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("keep"), Keep, TestContext.Current.CancellationToken);
        await shop.RegisterAsync("hides", Job(script, """, "timeout": "2s" """));

        (await shop.CallAsync("start", "hides")).EndsWith(124);

        Assert.True(File.Exists(shop.PathOf("keeps")), "it did not even begin");

        Assert.False(IsAlive(shop, "keeps"), $"{how} it is still there");
    }

    [Fact]
    public async Task Of_several_runs_at_once_each_keeps_its_own_processes_and_none_outlives_its_step()
    {
        Assert.SkipWhen(Cgroups.Folder is null, Cgroups.None);
        await using var shop = new Workshop();
        await Pipe.CreateAsync(shop.PathOf("go"));
        var hiding = Hiding.Select((row, number) => (Name: $"hides{number}", How: row.Data.Item1, Script: row.Data.Item2)).ToList();
        foreach (var (name, _, script) in hiding)
            await RegisterInFolderAsync(shop, name, script, """, "timeout": "3s" """);
        // A daemon as well, but nobody ends its step.
        await RegisterInFolderAsync(shop, "stays", $"(env -i setsid sh keep > /dev/null 2>&1 &); cat {shop.PathOf("go")}", "");
        foreach (var name in hiding.Select(one => one.Name).Append("stays"))
            await shop.EnqueueAsync(name);

        var worker = WorkerProcess.Start(shop, leaseSeconds: 30, "--concurrency", $"{hiding.Count + 1}");
        await shop.WaitUntilAsync(async ledger =>
            (await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Failed] })).Count == hiding.Count);

        try
        {
            foreach (var (name, how, _) in hiding)
                Assert.False(IsAlive(shop, $"{name}/keeps"), $"{how} it is still there");
            Assert.True(IsAlive(shop, "stays/keeps"), "a neighbour's process is gone");
            await Pipe.SayGoAsync(shop.PathOf("go"));
            await worker.WaitForAsync("of stays succeeded");
            Assert.True(IsAlive(shop, "stays/keeps"), "what a step left on purpose is gone");
        }
        finally
        {
            Process.GetProcessById(Number(shop, "stays/keeps")).Kill();
        }
        await shop.WaitUntilAsync(_ => Task.FromResult(!IsAlive(shop, "stays/keeps")));
        await worker.SignalAsync("TERM");
        await worker.WaitForEndAsync();
        // Who starts next clears away the cgroup in which nothing lives any more.
        (await shop.CallAsync("worker", "--drain")).EndsWith(0);

        await using var ledger = await shop.OpenLedgerAsync();
        foreach (var run in await shop.RunsAsync())
            Assert.Empty(Cgroups.OfStep(ledger.Info.LedgerId, run.RunId, "run"));
    }

    [Fact]
    public async Task A_daemon_that_a_worker_that_was_killed_has_left_of_a_step_is_ended_before_the_step_is_tried_again()
    {
        Assert.SkipWhen(Cgroups.Folder is null, Cgroups.None);
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("keep"), Keep, TestContext.Current.CancellationToken);
        await shop.RegisterAsync("writes", Job(
            "if [ -e keeps ]; then cp keeps first; else (env -i setsid sh keep > /dev/null 2>&1 &); exec sleep 600; fi", ""));
        var killed = shop.Start("start", "writes");
        await shop.WaitUntilAsync(_ => Task.FromResult(File.Exists(shop.PathOf("keeps"))));
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(IsAlive(shop, "keeps"));

        (await shop.CallAsync("start", "writes")).EndsWith(0);

        Assert.False(IsAlive(shop, "keeps"), "two tries of one step would write side by side");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_program_that_cannot_be_started_is_told_of_as_ever_and_leaves_no_cgroup()
    {
        Assert.SkipWhen(Cgroups.Folder is null, Cgroups.None);
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("odd"), "neither a program nor a script", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(shop.PathOf("odd"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await shop.RegisterAsync("odd", """ "steps": [{ "name": "run", "command": ["./odd"] }] """);

        var answer = (await shop.CallAsync("start", "odd")).EndsWith(1);

        Assert.Contains("Exec format error", answer.Errors);
        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Empty(Cgroups.OfStep(ledger.Info.LedgerId, 1, "run"));
    }

    [Fact]
    public async Task What_an_earlier_step_left_running_on_purpose_survives_the_end_of_a_later_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descent is read on Linux");
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("keep"), Keep, TestContext.Current.CancellationToken);
        await shop.RegisterAsync("serves", """
            "steps": [
              {
                "name": "daemon",
                "command": ["sh", "-c", "(env -i setsid sh keep > /dev/null 2>&1 &); while [ ! -e keeps ]; do sleep 0.02; done"]
              },
              { "name": "slow", "command": ["sleep", "600"], "timeout": "500ms" }
            ]
            """);
        try
        {
            (await shop.CallAsync("start", "serves")).EndsWith(124);

            Assert.True(IsAlive(shop, "keeps"), "the daemon is gone");
        }
        finally
        {
            Process.GetProcessById(Number(shop, "keeps")).Kill();
        }
    }

    [Fact]
    public async Task What_a_worker_that_was_killed_has_left_of_a_step_is_ended_before_the_step_is_tried_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are known by their environment on Linux");
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("keep"), Keep, TestContext.Current.CancellationToken);
        await shop.RegisterAsync("writes", Job("if [ -e keeps ]; then cp keeps first; else exec sh keep; fi", ""));
        var killed = shop.Start("start", "writes");
        await shop.WaitUntilAsync(_ => Task.FromResult(File.Exists(shop.PathOf("keeps"))));
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(IsAlive(shop, "keeps"));

        // Nobody else lives, so whoever asks for the job takes its run up first: at once, since the process of the lease is gone.
        var clock = Stopwatch.StartNew();
        (await shop.CallAsync("start", "writes")).EndsWith(0);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));

        Assert.False(IsAlive(shop, "keeps"), "two tries of one step would write side by side");
        Assert.Equal(RunStatus.Succeeded, (await shop.RunAsync(1)).Status);
        Assert.Contains("that an earlier try had left", (await shop.CallAsync("log", "1")).Output);
    }

    /// <summary>A job whose step works in a folder of its own.</summary>
    static async Task RegisterInFolderAsync(Workshop shop, string name, string script, string more)
    {
        Directory.CreateDirectory(shop.PathOf(name));
        await File.WriteAllTextAsync(shop.PathOf($"{name}/keep"), Keep);
        await shop.RegisterAsync(name, Job($"cd {name} || exit; {script}", more));
    }

    static string Job(string script, string more) =>
        $$"""
        "steps": [{ "name": "run", "command": ["sh", "-c", {{System.Text.Json.JsonSerializer.Serialize(script)}}]{{more}} }]
        """;

    static int Number(Workshop shop, string file) => int.Parse(File.ReadAllText(shop.PathOf(file)).Trim());

    // One that has ended stays a zombie, state Z, until its parent has asked for its exit code.
    static bool IsAlive(Workshop shop, string file)
    {
        try
        {
            return !File.ReadAllText($"/proc/{Number(shop, file)}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
