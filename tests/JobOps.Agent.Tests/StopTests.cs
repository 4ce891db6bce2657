using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>A signal stops the run first, and then the program.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    [InlineData("QUIT", 131)]
    [InlineData("TERM", 143)]
    public async Task A_signal_stops_the_run_cleanly_and_decides_the_exit_code(string signal, int exitCode)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("endless", """
            "steps": [{ "name": "wait", "command": ["sh", "-c", "echo $$ > pid; exec cat go"] }]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        var process = shop.Start("start", "endless");
        await shop.WaitUntilAsync(_ => Task.FromResult(File.Exists(shop.PathOf("pid"))));

        await Signal.SendAsync(signal, process);
        (await Workshop.EndOfAsync(process)).EndsWith(exitCode);

        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Equal(RunStatus.Cancelled, (await ledger.Runs.FindAsync(1))!.Status);
        Assert.False(IsAlive(shop, "pid"), "the step's process is still there");
    }

    [Fact]
    public async Task Stop_ends_a_running_run_with_all_of_its_processes_and_says_by_whom()
    {
        await using var shop = new Workshop();
        // A child that has left its parent's session, as a daemon does.
        await shop.RegisterAsync("forks", """
            "steps": [{
              "name": "fork",
              "command": ["sh", "-c", "setsid sh -c 'echo $$ > daemon; exec cat go' & echo $$ > pid; exec cat go"]
            }]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("forks");
        var worker = shop.Start("worker");
        await shop.WaitUntilAsync(_ => Task.FromResult(HasPid(shop, "pid") && HasPid(shop, "daemon")));

        var asked = (await shop.CallAsync("stop", "1", "--reason", "wrong day")).EndsWith(0);
        await shop.WaitForAsync(1, RunStatus.Cancelled);
        var why = await shop.WhyAsync(1);
        await Signal.SendAsync("TERM", worker);
        var ended = (await Workshop.EndOfAsync(worker)).EndsWith(0);

        Assert.Contains("asked to stop", asked.Output);
        Assert.Contains($"stopped by {await shop.ActorAsync()}: wrong day", why);
        Assert.Contains("wrong day", ended.Errors);
        Assert.False(IsAlive(shop, "pid"), "the step's process is still there");
        Assert.False(IsAlive(shop, "daemon"), "what it had started is still there");
    }

    [Fact]
    public async Task A_signal_to_a_start_that_waits_for_its_time_leaves_the_run_and_says_so()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var process = shop.Start("start", "easy", "--delay", "1h");
        await shop.WaitForAsync(1, RunStatus.Scheduled);

        await Signal.SendAsync("TERM", process);
        var answer = (await Workshop.EndOfAsync(process)).EndsWith(143);

        Assert.Contains("jobops stop 1", answer.Errors);
        Assert.Equal(RunStatus.Scheduled, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task Stop_cancels_a_run_that_waits_and_refuses_one_that_has_ended()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await shop.EnqueueAsync("easy");
        await shop.EnqueueAsync("easy", delay: TimeSpan.FromHours(1));

        Assert.Contains("Run 1 is stopped", (await shop.CallAsync("stop", "1")).EndsWith(0).Output);
        Assert.Contains("Run 2 is stopped", (await shop.CallAsync("stop", "2", "--reason", "not needed")).EndsWith(0).Output);
        var again = (await shop.CallAsync("stop", "1", "--json")).EndsWith(65);

        Assert.Equal("RunNotStoppable", again.Error.GetProperty("id").GetString());
        Assert.Contains("not needed", (await shop.RunAsync(2)).Error!.Actual);
        Assert.Contains("Executed 0 runs", (await shop.CallAsync("worker", "--drain")).EndsWith(0).Output);
    }

    static bool HasPid(Workshop shop, string file) => File.Exists(shop.PathOf(file)) && File.ReadAllText(shop.PathOf(file)).EndsWith('\n');

    // One that has ended stays a zombie, state Z, until whoever inherited it has asked for its exit code.
    static bool IsAlive(Workshop shop, string file)
    {
        try
        {
            return !File.ReadAllText($"/proc/{File.ReadAllText(shop.PathOf(file)).Trim()}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
