using System.Diagnostics;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>Every line of the tour in docs/jobops.md, as a reader types it.</summary>
public sealed partial class TourTests
{
    [Fact]
    public async Task Every_line_of_the_tour_in_the_readme_does_what_it_says()
    {
        await using var shop = new Workshop();
        var tour = Tour().Match(await File.ReadAllTextAsync(RepositoryFile("docs/jobops.md"))).Groups["lines"].Value;
        Assert.Contains("jobops rollback 1\n", tour, StringComparison.Ordinal);
        // The folder that a reader stands in, but for the program, which is the one under test.
        Directory.CreateDirectory(shop.PathOf("scripts"));
        Directory.CreateDirectory(shop.PathOf("scripts/tour"));
        File.Copy(RepositoryFile("scripts/tour/motd.job.json"), shop.PathOf("scripts/tour/motd.job.json"));
        Directory.CreateDirectory(shop.PathOf("artifacts"));
        Directory.CreateSymbolicLink(shop.PathOf("artifacts/jobops"), Support.Agent.Folder);

        // -e: the first line that fails ends the tour.
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-e", "-c", tour])
        {
            WorkingDirectory = shop.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        shell.StandardInput.Close();
        var answer = await Workshop.EndOfAsync(shell);

        answer.EndsWith(0);
        Assert.Contains("replayed, nothing was executed", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Disk swap announced", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Monday: all is well", answer.Output, StringComparison.Ordinal);
        Assert.Contains("every entry fits its hash", answer.Output, StringComparison.Ordinal);
    }

    static string RepositoryFile(string name) => Path.Combine(Repository.Root, name);

    [GeneratedRegex(@"<!-- tour: sh -->\s*```sh\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Tour();
}
