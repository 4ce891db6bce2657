using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>The lines of a crontab in docs/exec.md, as cron executes them: by sh, in the home folder.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ExecPageTests
{
    static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "exec.md"));

    public static TheoryData<string, string> Lines => new()
    {
        { "backup.sh --full", "nightly-backup" }, { "sync.sh", "sync-orders" }, { "report.sh", "daily-report" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Each_line_does_what_the_one_before_it_did_and_is_a_run(string has, string job)
    {
        await using var shop = new Workshop();
        foreach (var script in new[] { "backup.sh", "sync.sh", "report.sh" })
        {
            File.WriteAllText(shop.PathOf(script), $"#!/bin/sh\necho {script} $1\necho ran >> ran.txt\n");
            File.SetUnixFileMode(shop.PathOf(script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        File.WriteAllText(shop.PathOf("backup.sh.jobops.json"), Json().Match(s_page).Groups["text"].Value);
        var line = Crontab().Matches(s_page).Select(match => match.Groups["after"].Value)
            .Single(text => text.Contains(has, StringComparison.Ordinal));

        var answer = (await CronAsync(shop, line)).EndsWith(0);
        (await CronAsync(shop, line)).EndsWith(0);

        Assert.Equal(("", ""), (answer.Output, answer.Errors));
        var runs = await shop.RunsAsync();
        Assert.All(runs, run => Assert.Equal((job, RunStatus.Succeeded), (run.JobName, run.Status)));
        // The report is the one that runs once a day.
        Assert.Equal(job == "daily-report" ? 1 : 2, runs.Count);
        Assert.Equal(runs.Count, File.ReadAllLines(shop.PathOf("ran.txt")).Length);
        if (job != "daily-report")
            return;
        Assert.True(File.Exists(shop.PathOf("report.txt")));
        (await shop.CallAsync("rollback", "1")).EndsWith(0);
        Assert.False(File.Exists(shop.PathOf("report.txt")));
    }

    static Task<Answer> CronAsync(Workshop shop, string line)
    {
        // Five fields, and then what sh gets, where an escaped percent sign is one.
        var command = string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5..])
            .Replace("\\%", "%", StringComparison.Ordinal);
        var start = Support.Agent.Call(shop.Folder);
        start.FileName = "/bin/sh";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment["PATH"] = $"{Support.Agent.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["JOBOPS_LEDGER"] = shop.Ledger.ToEnvironmentValue();
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return Workshop.EndOfAsync(process);
    }

    [GeneratedRegex(@"```crontab\n# before\n.*\n# after\n(?<after>.*)\n```")]
    private static partial Regex Crontab();

    [GeneratedRegex(@"```json\n(?<text>\{[^`]*)```")]
    private static partial Regex Json();
}
