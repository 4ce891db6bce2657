using JobOps.Harness;
using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>The demo from end to end, with the job files that it has everywhere.</summary>
public sealed class DemoTests
{
    // The whole story, most of which is starts of programs.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task PowerShell_tells_the_demo_to_its_end()
    {
        var powerShell = WindowsMachine.RequirePowerShell();
        await using var place = new Workplace();

        var script = WindowsMachine.Windows(Checkout.PathOf("scripts", "runbooks", "Publish-Site.ps1"));
        var story = WindowsMachine.StartAtConsole(
            powerShell,
            [
                "-NoProfile", "-NonInteractive", "-File", script,
                "-Folder", place.Windows("demo"), "-Jobops", WindowsMachine.Windows(WindowsMachine.Agent),
            ],
            place.Folder, $"JOBOPS_PWSH={WindowsMachine.Windows(powerShell)}", "NO_COLOR=1");
        var answer = (await WindowsMachine.EndOfAsync(story, s_patience)).EndsWith(0);

        foreach (var told in new[]
                 {
                     "-> 500 This is release 3.", "Undone", "replayed", "Killed: the worker is dead, in the middle of step 'switch'.",
                     "-> 200 This is release 4.", "Better", "## 8. What the ledger knows",
                 })
            Assert.Contains(told, answer.Output);
        AssertLeft(place);
    }

    [Fact]
    public async Task Without_PowerShell_it_is_told_to_its_end_too()
    {
        await using var place = new Workplace();

        var story = WindowsMachine.Start(WindowsMachine.Agent, ["demo", "--folder", place.Windows("demo")], place.Folder, "NO_COLOR=1");
        var answer = (await WindowsMachine.EndOfAsync(story, s_patience)).EndsWith(0);

        foreach (var told in new[]
                 {
                     "→ 500, \"This is release 3.\"", "replayed", "Killed: the worker is dead, in the middle of step 'switch'.",
                     "→ 200, \"This is release 4.\"", "## 8. What the ledger knows", " ^",
                 })
            Assert.Contains(told, answer.Output);
        AssertLeft(place);
    }

    // Release 4, of which the first attempt was killed.
    static void AssertLeft(Workplace place)
    {
        Assert.Equal("4", File.ReadAllText(place.PathOf("demo/site/current")).Trim());
        Assert.True(File.Exists(place.PathOf("demo/site/backups/run-4.zip")));
        Assert.Contains("\"lookups\": \"once\"", File.ReadAllText(place.PathOf("demo/site/settings.json")));
    }
}
