using System.Net.Sockets;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>The demo without PowerShell, from end to end.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_demo_tells_its_story_twice_in_one_folder_and_leaves_nothing_running()
    {
        await using var shop = new Workshop();

        for (var time = 1; time <= 2; time++)
        {
            var answer = (await shop.CallAsync("demo", "--folder", "demo")).EndsWith(0);

            Assert.StartsWith("This is the demo without PowerShell", answer.Output);
            foreach (var event_ in new[]
                     {
                         "GET http", "replayed, nothing was executed",
                         "Killed", "is undone, by run 3", "verified", "Version 2 as announced", "Change C2 is completed", "better",
                         "Rehearsal 1 of site-colour in staging",
                     })
                Assert.Contains(event_, answer.Output);
            foreach (var event_ in new[]
                     {
                         "Step 'verify' of run 2", "Next:     jobops rollback 2", "it was never rehearsed there",
                         "the job was edited since", "backup       done before; not executed again",
                     })
                Assert.Contains(event_, answer.Errors);
            await AssertNothingAnswersAsync(Url().Match(answer.Output).Value);
            if (OperatingSystem.IsLinux())
                Assert.Empty(ProcessesOf(shop));
        }
    }

    [Fact]
    public async Task The_demo_tells_its_story_in_a_new_ledger_on_a_server_and_leaves_one_alone_in_which_something_is()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new Workshop { Ledger = database.Location() };
        var named = $"JOBOPS_DEMO_LEDGER={shop.Ledger.ToEnvironmentValue()}";

        var told = (await shop.CallWithAsync(named, "demo", "--folder", "demo")).EndsWith(0);
        var again = await shop.CallWithAsync(named, "demo", "--folder", "demo");

        Assert.Contains("Version 2 as announced", told.Output);
        Assert.False(File.Exists(shop.PathOf("demo/ledger.db")));
        Assert.Equal(
            [
                RunStatus.Succeeded, RunStatus.Succeeded, RunStatus.Succeeded, RunStatus.Succeeded, RunStatus.Succeeded,
                RunStatus.Succeeded, RunStatus.Succeeded, RunStatus.Failed, RunStatus.Succeeded,
            ],
            (await shop.RunsAsync()).Select(run => run.Status));
        Assert.Contains("is not new", again.Errors);
    }

    [Fact]
    public async Task The_demo_leaves_a_folder_of_somebody_else_alone()
    {
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("thesis.txt"), "");

        (await shop.CallAsync("demo", "--folder", ".")).EndsWith(65);

        Assert.True(File.Exists(shop.PathOf("thesis.txt")));
    }

    [Fact]
    public async Task The_site_stops_when_its_parent_is_gone()
    {
        await using var shop = new Workshop();
        Directory.CreateDirectory(shop.PathOf("releases/1"));
        File.WriteAllText(shop.PathOf("releases/1/index.html"), "hello");
        File.WriteAllText(shop.PathOf("secret.txt"), "not for visitors");
        File.WriteAllText(shop.PathOf("current"), "1\n");
        var site = shop.Start("demo-site", "--folder", ".", "--until-input-ends", "--url-file", "url");
        var url = await site.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));

        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(url));
        Assert.Equal(url, File.ReadAllText(shop.PathOf("url")));
        Assert.Equal(404, (int)(await client.GetAsync(url + "..%2Fsecret.txt")).StatusCode);
        File.WriteAllText(shop.PathOf("releases/1/status"), "500");
        Assert.Equal(500, (int)(await client.GetAsync(url)).StatusCode);
        site.StandardInput.Close();

        (await Workshop.EndOfAsync(site)).EndsWith(0);
    }

    static async Task AssertNothingAnswersAsync(string url)
    {
        using var client = new TcpClient();
        var uri = new Uri(url);
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(uri.Host, uri.Port));
    }

    // Whoever has the demo's folder in its arguments or as its working directory.
    static IEnumerable<string> ProcessesOf(Workshop shop)
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            string? folder = null;
            var arguments = "";
            try
            {
                folder = new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget;
                arguments = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
            }
            if (folder?.StartsWith(shop.Folder, StringComparison.Ordinal) == true
                || arguments.Contains(shop.Folder, StringComparison.Ordinal))
                yield return arguments;
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Url();
}
