using System.Text.RegularExpressions;
using JobOps.Harness;
using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>The first ten minutes of docs/windows.md, typed at a command prompt.</summary>
public sealed partial class WindowsPageTests
{
    [Fact]
    public async Task The_job_file_and_the_lines_of_the_page_work_as_they_stand_there()
    {
        await using var place = new Workplace();
        var page = await File.ReadAllTextAsync(Checkout.PathOf("docs", "windows.md"));
        var blocks = Block().Matches(page).ToDictionary(block => block.Groups["name"].Value, block => block.Groups["text"].Value);
        await File.WriteAllTextAsync(place.PathOf("release.job.json"), blocks["release.job.json"]);
        var lines = blocks["cmd"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var folder = WindowsMachine.Windows(Path.GetDirectoryName(WindowsMachine.Agent)!);
        await File.WriteAllTextAsync(place.PathOf("typed.cmd"), string.Join("\r\n", [
            "@echo off", $"set PATH={folder};%PATH%", .. lines.SelectMany(line => new[] { line, "if errorlevel 1 exit /b 1" }), ""]));

        var answer = (await place.RunAsync("cmd", "/c", "typed.cmd")).EndsWith(0);

        Assert.Contains("Undone", answer.Output);
        Assert.Contains("replayed", answer.Output + answer.Errors);
        Assert.False(Directory.Exists(place.PathOf("release-7")));
        Assert.True(File.Exists(place.PathOf("ledger.db")));
    }

    [GeneratedRegex(@"<!-- windows: (?<name>\S+) -->\r?\n```\w+\r?\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
