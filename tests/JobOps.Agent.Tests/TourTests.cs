using System.Diagnostics;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Support;
using JobOps.Errors;

namespace JobOps.Agent.Tests;

/// <summary>Every line of the tour in docs/jobops.md, docs/changes.md and docs/backups.md, as a reader types it.</summary>
public sealed partial class TourTests
{
    [Fact]
    public async Task Every_line_of_the_tour_in_the_readme_does_what_it_says()
    {
        await using var shop = new Workshop();
        var tour = Tour().Match(await File.ReadAllTextAsync(RepositoryFile("docs/jobops.md"))).Groups["lines"].Value;
        Assert.Contains("jobops rollback 1\n", tour, StringComparison.Ordinal);
        Directory.CreateDirectory(shop.PathOf("scripts/tour"));
        File.Copy(RepositoryFile("scripts/tour/motd.job.json"), shop.PathOf("scripts/tour/motd.job.json"));

        var answer = await TypeAsync(shop, tour);

        answer.EndsWith(0);
        Assert.Contains("replayed, nothing was executed", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Disk swap announced", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Monday: all is well", answer.Output, StringComparison.Ordinal);
        Assert.Contains("every entry fits its hash", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_taken_to_its_end_as_its_page_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the page is for a shell with seq and grep");
        var tour = Tour().Match(await File.ReadAllTextAsync(RepositoryFile("docs/changes.md"))).Groups["lines"].Value;
        Assert.Contains("jobops change complete C1\n", tour, StringComparison.Ordinal);

        var answer = await TypeInANewWorkshopAsync(tour);
        // On a machine that others use in waves, nobody can tell what 40 samples say, and the tour ends there: it is measured again.
        for (var again = 0; answer.ExitCode == ExitCodes.CannotTell && again < 4; again++)
            answer = await TypeInANewWorkshopAsync(tour);
        answer.EndsWith(0);

        Assert.Contains("better", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Of all digits only one was wanted.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("completed, ", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backups_are_made_tested_and_restored_as_their_page_says()
    {
        await using var shop = new Workshop();
        var tour = Tour().Match(await File.ReadAllTextAsync(RepositoryFile("docs/backups.md"))).Groups["lines"].Value;
        Assert.Contains("jobops backup restore", tour, StringComparison.Ordinal);

        var answer = (await TypeAsync(shop, tour)).EndsWith(0);

        var (before, after) = (answer.Output[..answer.Output.LastIndexOf("Tested", StringComparison.Ordinal)],
            answer.Output[answer.Output.LastIndexOf("Tested", StringComparison.Ordinal)..]);
        Assert.Contains("never tested", before, StringComparison.Ordinal);
        Assert.DoesNotContain("never tested", after, StringComparison.Ordinal);
        Assert.Equal("<h1>shop</h1>\n", await File.ReadAllTextAsync(shop.PathOf("artifacts/restored/shop/index.html")));
    }

    static async Task<Answer> TypeInANewWorkshopAsync(string lines)
    {
        await using var shop = new Workshop();
        return await TypeAsync(shop, lines);
    }

    /// <summary>In the folder that a reader stands in, but for the program, which is the one under test.</summary>
    static async Task<Answer> TypeAsync(Workshop shop, string lines)
    {
        Directory.CreateDirectory(shop.PathOf("artifacts"));
        Directory.CreateSymbolicLink(shop.PathOf("artifacts/jobops"), Support.Agent.Folder);
        // -e: the first line that fails ends the tour.
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-e", "-c", lines])
        {
            WorkingDirectory = shop.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        shell.StandardInput.Close();
        return await Workshop.EndOfAsync(shell);
    }

    static string RepositoryFile(string name) => Path.Combine(Repository.Root, name);

    [GeneratedRegex(@"<!-- tour: sh -->\s*```sh\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Tour();
}
