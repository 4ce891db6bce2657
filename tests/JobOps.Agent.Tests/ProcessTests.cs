using System.Diagnostics;
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
