using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Engine.Tests.Schedules.Hosts;

/// <summary>Entries for cron, systemd and Task Scheduler: what they say, and that the real ones take them.</summary>
public sealed class HostEntryTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("jobops-hosts-").FullName;

    static readonly TimeZoneInfo s_dublin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Dublin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static HostEntryRequest Request(JobSchedule schedule, TimeZoneInfo? host = null) => new()
    {
        Schedule = schedule with { Name = "nightly", JobName = "report" },
        Program = ["/opt/job ops/jobops"],
        Ledger = LedgerLocation.Parse("sqlite:/srv/job's/50%/ledger.db"),
        HostZone = host ?? TimeZoneInfo.Utc,
    };

    static HostEntryRequest Cron(string cron, string zone = "UTC", TimeZoneInfo? host = null) =>
        Request(SlotSequenceTests.Schedule(cron, zone), host);

    static string CronLine(HostScheduler kind, HostEntryRequest request) =>
        HostEntries.For(kind, request)[0].Text.TrimEnd('\n').Split('\n').Last(line => line[0] is not ('#' or '@'));

    [Theory]
    [InlineData("15 2 * * *", "15 2 * * *")]
    [InlineData("*/15 9-17 * * MON-FRI", "*/15 9-17 * * 1-5")]
    [InlineData("0 3 1,15 JAN,JUL *", "0 3 1,15 1,7 *")]
    [InlineData("0 3 * * 7", "0 3 * * 0")]
    [InlineData("@daily", "0 0 * * *")]
    // Of Unix, one of them would be enough.
    [InlineData("0 3 13 * FRI", "0 3 13 * * case $(date +\\%w) in 5)")]
    [InlineData("0 3 * * 1#2", "0 3 8-14 * * case $(date +\\%w) in 1)")]
    public void A_crontab_means_the_same(string cron, string expected) =>
        Assert.StartsWith(expected + " ", CronLine(HostScheduler.Cron, Cron(cron)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0 3 L * *", "UTC", "day of month: 'L' is no day that a crontab has")]
    [InlineData("0 3 15W * *", "UTC", "day of month: '15W'")]
    [InlineData("0 3 * * 5L", "UTC", "day of week: '5L'")]
    [InlineData("30 0 3 * * *", "UTC", "seconds: a line of a crontab has whole minutes")]
    [InlineData("0 3 * * *", "Europe/Dublin", "time zone: cron goes by the clocks of the host")]
    public void What_a_crontab_cannot_say_is_refused(string cron, string zone, string problem)
    {
        var error = Assert.Throws<JobOpsException>(() => HostEntries.For(HostScheduler.Cron, Cron(cron, zone))).Error;

        Assert.Equal(nameof(Error.ScheduleNotExportable), error.Id);
        Assert.Contains(problem, error.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_named() => Assert.Equal(3, Assert.Throws<JobOpsException>(
        () => HostEntries.For(HostScheduler.Cron, Cron("30 0 3 L * 1L", "Europe/Dublin"))).Error.Actual.Split('\n').Length - 1);

    [Fact]
    public void A_time_zone_is_the_hosts_or_cronies()
    {
        Assert.StartsWith(
            "15 1 * * * ", CronLine(HostScheduler.Cron, Cron("15 1 * * *", "Europe/Dublin", s_dublin)), StringComparison.Ordinal);
        Assert.Contains("\nCRON_TZ=Europe/Dublin\n15 1 * * * ",
            HostEntries.For(HostScheduler.Cronie, Cron("15 1 * * *", "Europe/Dublin"))[0].Text, StringComparison.Ordinal);
        // What is due in every hour has no zone, as long as clocks differ by whole hours.
        Assert.StartsWith("30 * * * * ", CronLine(HostScheduler.Cron, Cron("30 * * * *", "Europe/Dublin")), StringComparison.Ordinal);
        Assert.StartsWith("45 * * * * ", CronLine(HostScheduler.Cron, Cron("30 * * * *", "Asia/Kathmandu")), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_and_the_environment_are_quoted_and_a_percent_sign_ends_no_line() => Assert.Equal(
        "15 2 * * * www PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "
        + "JOBOPS_LEDGER='sqlite:/srv/job'\\''s/50\\%/ledger.db' '/opt/job ops/jobops' schedule start nightly",
        WithoutRuntime(CronLine(HostScheduler.Cron, Cron("15 2 * * *") with { User = "www" })));

    static string WithoutRuntime(string line) =>
        Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? line.Replace($"DOTNET_ROOT={root} ", "") : line;

    [Fact]
    public void Catching_up_is_a_line_for_the_boot() => Assert.Contains(
        "\n@reboot PATH=", HostEntries.For(HostScheduler.Cron, Request(
            SlotSequenceTests.Schedule("15 2 * * *") with { CatchUp = CatchUp.Last }))[0].Text, StringComparison.Ordinal);

    [Fact]
    public void A_password_stands_in_no_entry()
    {
        var request = Cron("15 2 * * *") with { Ledger = LedgerLocation.Parse("sqlserver:Server=db;User ID=j;Password=hush-hush") };
        foreach (var kind in Enum.GetValues<HostScheduler>())
            Assert.Equal(
                nameof(Error.HostEntryHoldsPassword), Assert.Throws<JobOpsException>(() => HostEntries.For(kind, request)).Error.Id);

        foreach (var kind in (HostScheduler[])[HostScheduler.Cron, HostScheduler.Systemd])
        {
            var text = string.Concat(
                HostEntries.For(kind, request with { EnvironmentFile = "/etc/jobops/n.env" }).Select(entry => entry.Text));
            Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
            Assert.Contains("/etc/jobops/n.env", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Cron_takes_each_line()
    {
        HostPrograms.Need("crontab");
        foreach (var cron in (string[])["*/15 9-17 * * MON-FRI", "0 3 13 * FRI", "0 3 1,15 JAN,JUL *"])
        {
            var entry = HostEntries.Write(HostEntries.For(
                HostScheduler.Cron, Request(SlotSequenceTests.Schedule(cron) with { CatchUp = CatchUp.All }))[0], _folder);
            var (exitCode, output) = HostPrograms.TryRun("crontab", "-n", entry.Path!);
            Assert.SkipWhen(output.Contains("usage", StringComparison.Ordinal), "this crontab has no -n");
            Assert.True(exitCode == 0, output);
        }
    }

    [Fact]
    public void Systemd_takes_the_units()
    {
        HostPrograms.Need("systemd-analyze");
        var program = Path.Combine(_folder, "job 50% ops");
        File.Copy("/bin/true", program);
        var request = Request(SlotSequenceTests.Schedule("15 2 * * *", "Europe/Dublin") with { CatchUp = CatchUp.Last }) with
        {
            Program = [program], User = "root", EnvironmentFile = "/etc/jobops/50%.env",
        };
        var files = HostEntries.For(HostScheduler.Systemd, request).Select(entry => HostEntries.Write(entry, _folder).Path!).ToArray();

        Assert.Equal("", string.Join('\n', HostPrograms.Run("systemd-analyze", ["verify", "--man=no", .. files]).Split('\n')
            .Where(line => line.Contains("jobops-nightly", StringComparison.Ordinal))));
        Assert.Contains("Persistent=true", File.ReadAllText(files[0]), StringComparison.Ordinal);
        Assert.Contains("SuccessExitStatus=75", File.ReadAllText(files[1]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("15 2 * * *", "ScheduleByDay", 1)]
    [InlineData("15 2,3 * * *", "ScheduleByDay", 2)]
    [InlineData("*/15 * * * *", "PT15M", 1)]
    [InlineData("20,50 * * * *", "PT30M", 1)]
    [InlineData("3,50 * * * *", "PT1H", 2)]
    [InlineData("* * * * *", "PT1M", 1)]
    [InlineData("0 3 * * MON,FRI", "ScheduleByWeek", 1)]
    [InlineData("0 3 1,15 * *", "ScheduleByMonth", 1)]
    [InlineData("0 3 L 2 *", "Last", 1)]
    [InlineData("0 3 * 2 *", "ScheduleByMonth", 1)]
    [InlineData("0 3 * * 5#2", "ScheduleByMonthDayOfWeek", 1)]
    [InlineData("0 3 * * 5L", "Last", 1)]
    [InlineData("0 3 * 6 5", "ScheduleByMonthDayOfWeek", 1)]
    [InlineData("30 15 2 * * *", "T02:15:30", 1)]
    public void A_task_is_one_by_its_schema(string cron, string part, int triggers)
    {
        var entry = HostEntries.For(HostScheduler.TaskScheduler, Cron(cron) with { User = @"EXAMPLE\jobops$" })[0];

        Assert.Contains(part, entry.Text, StringComparison.Ordinal);
        Assert.Equal(triggers, Validate(entry).Descendants().Count(
            element => element.Name.LocalName.EndsWith("Trigger", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(60, "PT1M")]
    [InlineData(7 * 3600, "PT7H")]
    [InlineData(15 * 60, "PT15M")]
    public void An_interval_is_repeated_from_a_slot_on(int seconds, string interval)
    {
        var every = TimeSpan.FromSeconds(seconds);
        var entry = HostEntries.For(HostScheduler.TaskScheduler, Request(SlotSequenceTests.Schedule(null, every: every)))[0];

        var begin = Validate(entry).Descendants().Single(element => element.Name.LocalName == "StartBoundary").Value;
        Assert.Equal(0, (XmlConvert.ToDateTimeOffset(begin) - DateTimeOffset.UnixEpoch).Ticks % every.Ticks);
        Assert.Contains(interval, entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 3 15W * *", "UTC", "day of month: '15W'")]
    [InlineData("0 3 13 * FRI", "UTC", "day: both")]
    [InlineData("0 3 * * 5#5", "UTC", "day of week: '5#5'")]
    [InlineData("*/5 8-17 * * *", "UTC", "120 triggers would be needed")]
    [InlineData("0,30 0 3 * * *", "UTC", "seconds")]
    [InlineData("0 3 * * *", "Europe/Dublin", "time zone")]
    public void What_a_task_cannot_say_is_refused(string cron, string zone, string problem) => Assert.Contains(
        problem, Assert.Throws<JobOpsException>(() => HostEntries.For(HostScheduler.TaskScheduler, Cron(cron, zone))).Error.Actual,
        StringComparison.Ordinal);

    XDocument Validate(HostEntry entry)
    {
        var path = HostEntries.Write(entry, _folder).Path!;
        Assert.Equal([0xFF, 0xFE], File.ReadAllBytes(path)[..2]);
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Path.Combine(Here(), "task.xsd"));
        var document = XDocument.Load(path);
        document.Validate(schemas, (_, problem) => Assert.Fail($"{problem.Message}\n{entry.Text}"));
        return document;
    }

    static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
