using System.Diagnostics;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>A signal stops the run first, and then the program.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("INT", 130)]
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

        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        (await Workshop.EndOfAsync(process)).EndsWith(exitCode);

        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Equal(RunStatus.Cancelled, (await ledger.FindRunAsync(1))!.Status);
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(shop.PathOf("pid")).Trim()}"), "the step's process is still there");
    }
}
