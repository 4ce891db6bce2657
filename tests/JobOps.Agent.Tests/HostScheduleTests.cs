using System.Diagnostics;
using JobOps.Agent.Tests.Support;
using JobOps.Runs;
using JobOps.Schedules;

namespace JobOps.Agent.Tests;

/// <summary>schedule start, export and import: the host's own scheduler.</summary>
public sealed class HostScheduleTests
{
    static async Task<Workshop> ShopAsync(string every = "1m")
    {
        var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("schedule", "set", "often", "--job", "easy", "--every", every)).EndsWith(0);
        return shop;
    }

    [Fact]
    public async Task Two_that_are_started_at_once_are_one_run_of_the_slot()
    {
        await using var shop = await ShopAsync("2s");

        var both = await Task.WhenAll(shop.CallAsync("schedule", "start", "often"), shop.CallAsync("schedule", "start", "often"));

        Assert.All(both, answer => answer.EndsWith(0));
        var runs = await shop.RunsAsync();
        Assert.All(runs, run => Assert.Equal(RunStatus.Succeeded, run.Status));
        Assert.Equal(runs.Count, runs.Select(run => run.IdempotencyKey).Distinct().Count());
        Assert.All(runs, run => Assert.StartsWith("schedule:often@", run.IdempotencyKey, StringComparison.Ordinal));
        await using var ledger = await shop.OpenLedgerAsync();
        Assert.NotNull((await ledger.Schedules.RequireAsync("often")).LastSlot);
    }

    [Fact]
    public async Task Nothing_is_started_where_nothing_is_due_or_the_schedule_rests()
    {
        await using var shop = await ShopAsync();
        (await shop.CallAsync("schedule", "set", "yearly", "--job", "easy", "--cron", "0 0 29 2 *")).EndsWith(0);

        var early = (await shop.CallAsync("schedule", "start", "yearly")).EndsWith(75);
        (await shop.CallAsync("schedule", "suspend", "often", "--reason", "fair")).EndsWith(0);
        var resting = (await shop.CallAsync("schedule", "start", "often")).EndsWith(75);

        Assert.Contains("next: ", early.Errors, StringComparison.Ordinal);
        Assert.Contains("suspended", resting.Errors, StringComparison.Ordinal);
        Assert.Contains("(fair)", resting.Errors, StringComparison.Ordinal);
        Assert.Empty(await shop.RunsAsync());
    }

    [Fact]
    public async Task What_a_start_is_refused_for_is_told_and_stands_in_the_ledger()
    {
        await using var shop = await ShopAsync("1s");
        (await shop.CallAsync("disable", "easy", "--reason", "fair")).EndsWith(0);

        Assert.Contains("disabled", (await shop.CallAsync("schedule", "start", "often")).EndsWith(77).Errors, StringComparison.Ordinal);
        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Equal(MissedReason.Refused, (await ledger.Schedules.GetMissedAsync("often", 1))[0].Reason);
    }

    [Fact]
    public async Task An_entry_is_shown_or_written_and_a_crontab_is_read()
    {
        await using var shop = await ShopAsync();

        var shown = (await shop.CallAsync("schedule", "export", "often", "--as", "systemd")).EndsWith(0);
        var written = (await shop.CallAsync(
            "schedule", "export", "*", "--as", "cron", "--user", "root", "--path", shop.PathOf("cron.d"))).EndsWith(0);
        var lines = (await shop.CallAsync("schedule", "import", "--from-crontab", shop.PathOf("cron.d/jobops-often"), "--system-crontab"))
            .EndsWith(0);
        var nothing = (await shop.CallAsync("schedule", "import")).EndsWith(64);

        Assert.Contains("OnCalendar=*-*-* *:*:00 UTC", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"Wrote {shop.PathOf("cron.d/jobops-often")}", written.Output, StringComparison.Ordinal);
        Assert.Contains("missing: owner, expectedResult, rollbackNote", lines.Output, StringComparison.Ordinal);
        Assert.Contains("not carried over: root", lines.Output, StringComparison.Ordinal);
        Assert.Contains("name one file", nothing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_cron_starts_the_job_once_for_a_slot()
    {
        const string daemon = "/usr/sbin/cron";
        const string folder = "/etc/cron.d";
        Assert.SkipUnless(File.Exists(daemon) && Directory.Exists(folder), "there is no cron of Debian on this machine");
        Assert.SkipUnless(Environment.UserName == "root", "only root may write into /etc/cron.d");
        await using var shop = await ShopAsync();
        var entry = Path.Combine(folder, $"jobops-test-{Environment.ProcessId}");
        (await shop.CallAsync("schedule", "export", "often", "--as", "cron", "--user", "root", "--path", shop.Folder)).EndsWith(0);
        // Twice in the crontab: it is one run all the same.
        var text = await File.ReadAllTextAsync(shop.PathOf("jobops-often"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(entry, text + text, TestContext.Current.CancellationToken);
        // One that runs already reads the file as well; ours says so and ends.
        using var cron = Process.Start(new ProcessStartInfo(daemon, "-f") { RedirectStandardError = true })!;
        try
        {
            await shop.WaitUntilAsync(async ledger => (await ledger.Runs.GetAsync(new() { JobName = "easy" }))
                .Any(run => run.Status == RunStatus.Succeeded));
        }
        finally
        {
            File.Delete(entry);
            if (!cron.HasExited)
                cron.Kill();
            await cron.WaitForExitAsync(CancellationToken.None);
        }
        var runs = await shop.RunsAsync();
        Assert.Equal(runs.Count, runs.Select(run => run.IdempotencyKey).Distinct().Count());
    }
}
