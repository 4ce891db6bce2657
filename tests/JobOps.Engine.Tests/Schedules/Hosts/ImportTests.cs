using System.Text;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Schedules;

namespace JobOps.Engine.Tests.Schedules.Hosts;

/// <summary>What crontabs, timers and tasks of Windows become, and what of them is listed instead.</summary>
public sealed class ImportTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("jobops-import-").FullName;

    static readonly ImportOptions s_known = new()
    {
        Owner = "web team", ExpectedResult = "It is done.", RollbackNote = "Nothing to undo.", TimeZone = "Europe/Dublin",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string File(string name, string text, Encoding? encoding = null)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text, encoding ?? new UTF8Encoding(false));
        return path;
    }

    Task<IReadOnlyList<ImportedLine>> CrontabAsync(string text, ImportOptions? options = null) =>
        ScheduleImport.FromCrontabAsync(File("crontab", text), options ?? s_known);

    /// <summary>The job of a row, as whoever registers the file gets it.</summary>
    JobDefinition Job(ImportedLine line)
    {
        var written = ScheduleImport.Write(line, Path.Combine(_folder, "jobs"));
        Assert.NotNull(written.Path);
        return JobFile.Read(written.Path);
    }

    static IReadOnlyList<string> Words(JobDefinition job, int step = 0) =>
        [.. ((CommandAction)job.Steps[step].Action).Command.Select(word => word.Text)];

    [Fact]
    public async Task A_line_becomes_a_job_with_its_comments_variables_and_zone()
    {
        var lines = await CrontabAsync("""
            # m h  dom mon dow   command
            SHELL=/bin/bash
            PATH="/usr/local/bin:/usr/bin"
            HOME=/srv/site

            # Keeps the site fast.
            # Ask the web team.
            */5 * * * MON-FRI /srv/site/warm-cache.sh --all ${x
            @daily cd /srv/site && ./backup.sh --to "$HOME" > /dev/null 2>&1
            """);

        Assert.Equal([null, null], lines.Select(line => line.Reason));
        Assert.All(lines, line => Assert.Empty(line.Missing));
        var (cache, backup) = (Job(lines[0]), Job(lines[1]));
        Assert.Equal(
            ("warm-cache", "Keeps the site fast. Ask the web team.", "/srv/site"), (cache.Name, cache.Description, cache.WorkingDirectory));
        Assert.Equal(["/bin/bash", "-c", "/srv/site/warm-cache.sh --all $${x"], Words(cache));
        var schedule = Assert.Single(cache.Schedules!);
        Assert.Equal(("*/5 * * * MON-FRI", "Europe/Dublin"), (schedule.Cron, schedule.TimeZone));
        Assert.Equal("/usr/local/bin:/usr/bin", ((CommandAction)cache.Steps[0].Action).Environment["PATH"].Text);
        Assert.Equal(("backup", null), (backup.Name, backup.Description));
        Assert.Equal(["/bin/bash", "-c", "cd /srv/site && ./backup.sh --to \"$HOME\" > /dev/null 2>&1"], Words(backup));
    }

    [Fact]
    public async Task What_nobody_has_said_is_marked_and_not_registered_before_it_is_filled_in()
    {
        var line = Assert.Single(await CrontabAsync("0 3 * * * /srv/rotate --now", new() { TimeZone = "UTC", Owner = "web team" }));

        Assert.Equal(["expectedResult", "rollbackNote"], line.Missing);
        Assert.Contains("\"rollbackNote\": \"\", // missing: how a person undoes it", line.JobFile, StringComparison.Ordinal);
        var error = Assert.Throws<JobOpsException>(() => Job(line)).Error;
        Assert.Equal(nameof(Error.JobFileInvalid), error.Id);
        Assert.Contains("$.rollbackNote", error.Actual, StringComparison.Ordinal);
        Assert.DoesNotContain("$.owner", error.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_can_be_asked_for()
    {
        var asked = new List<string>();
        var line = Assert.Single(await CrontabAsync("0 3 * * * /srv/rotate --now", new()
        {
            TimeZone = "UTC", Owner = "web team", Ask = (job, question) =>
            {
                asked.Add($"{job}: {question}");
                return Task.FromResult<string?>(asked.Count == 1 ? "Rotated." : "");
            },
        }));

        Assert.Equal(2, asked.Count);
        Assert.StartsWith("rotate: expectedResult", asked[0], StringComparison.Ordinal);
        Assert.Equal(["rollbackNote"], line.Missing);
        Assert.Contains("\"expectedResult\": \"Rotated.\"", line.JobFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_signs_of_a_shell_is_a_list_of_words() => Assert.Equal(
        ["/srv/rotate", "--now", "7"], Words(Job(Assert.Single(await CrontabAsync("0 3 * * * /srv/rotate --now 7")))));

    [Theory]
    [InlineData("0 3 * * * /srv/x --password \"$PASSWORD\"")]
    [InlineData("0 3 * * * /srv/x --token-file /etc/token --keep 7")]
    [InlineData("0 3 * * * MODE=full /srv/x -p 8080")]
    public async Task What_only_names_a_secret_is_carried_over(string text) =>
        Assert.NotNull(Assert.Single(await CrontabAsync(text)).JobFile);

    [Fact]
    public async Task A_percent_sign_begins_the_standard_input_and_a_marked_one_is_one()
    {
        var lines = await CrontabAsync("0 3 * * * mail -s \"$(date +\\%F)\" root%Good morning,%it's 3.");

        Assert.Equal(
            ["/bin/sh", "-c", "printf '%s\\n' 'Good morning,' 'it'\\''s 3.' | ( mail -s \"$(date +%F)\" root )"],
            Words(Job(Assert.Single(lines))));
    }

    [Fact]
    public async Task Where_one_of_two_days_is_enough_there_are_two_schedules_and_no_day_twice()
    {
        var job = Job(Assert.Single(await CrontabAsync("0 3 1,15 * FRI /srv/x")));

        Assert.Equal(["0 3 1,15 * *", "0 3 2-14,16-31 * FRI"], job.Schedules!.Select(schedule => schedule.Cron!));
        // A star in front makes both necessary, for cron too.
        Assert.Equal(["0 3 */2 * FRI"], Job(Assert.Single(await CrontabAsync("0 3 */2 * FRI /srv/y"))).Schedules!.Select(one => one.Cron!));
    }

    [Fact]
    public async Task A_crontab_of_the_system_has_users_and_its_zone()
    {
        var lines = await CrontabAsync("""
            CRON_TZ=America/New_York
            17 * * * * www-data /usr/bin/php /srv/cron.php
            """, s_known with { IsSystemCrontab = true });

        var job = Job(lines[0]);
        Assert.Equal(["/usr/bin/php", "/srv/cron.php"], Words(job));
        Assert.Equal("America/New_York", job.Schedules!.Single().TimeZone);
        Assert.Equal(("www-data", 2, "cron"), (lines[1].Text, lines[1].Line, lines[1].JobName));
        Assert.Contains("the account of the worker", lines[1].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@reboot /srv/start", "nothing is started by a boot")]
    [InlineData("@often /srv/start", "'@often' is no word that is known")]
    [InlineData("61 * * * * /srv/start", "cron: '61 * * * *'")]
    [InlineData("0 3 31 2 * /srv/start", "which is never due")]
    [InlineData("0 3 * *", "it is no line of a crontab")]
    [InlineData("0~30 3 * * * /srv/start", "cron: ")]
    [InlineData("#0 3 * * * /srv/start", "it is commented out")]
    [InlineData("MAILTO=root", "cron's mail")]
    [InlineData("0 3 * * * curl -H 'Authorization: Bearer ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX'", "looks as if it held a secret")]
    [InlineData("DB_PASSWORD=hunter2hunter", "it looks like a secret")]
    [InlineData("0 3 * * * /srv/x --password hunter2 --all", "looks as if it held a secret")]
    [InlineData("0 3 * * * /srv/x --token='hunter2' --all", "looks as if it held a secret")]
    [InlineData("0 3 * * * PGPASSWORD=hunter2 pg_dump shop", "looks as if it held a secret")]
    [InlineData("0 3 * * * mysqldump -u shop -phunter2 shop > /b", "looks as if it held a secret")]
    [InlineData("CRON_TZ=Nowhere/Land", "no such time zone is known here")]
    public async Task What_cannot_be_carried_over_is_listed(string text, string reason)
    {
        var line = Assert.Single(await CrontabAsync($"\n{text}\n"));

        Assert.Null(line.JobFile);
        Assert.Equal(2, line.Line);
        Assert.Contains(reason, line.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_0aB1", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_stays_and_is_told_of()
    {
        var line = Assert.Single(await CrontabAsync("0 3 * * * /srv/x"));
        var first = ScheduleImport.Write(line, _folder);
        System.IO.File.WriteAllText(first.Path!, "mine");

        Assert.Contains("was there already", ScheduleImport.Write(line, _folder).Reason, StringComparison.Ordinal);
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(first.Path!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_timer_and_its_service_become_a_job()
    {
        File("site.service", """
            [Unit]
            Description=Warms the cache
            [Service]
            Type=oneshot
            User=www-data
            Environment=MODE=full "PLACE=/srv/a b" API_TOKEN=x
            WorkingDirectory=/srv/site
            ExecStart=/srv/site/warm --cost 5$$ \
              "a b" 50%%
            ExecStart=-/srv/site/report
            TimeoutStartSec=5min
            Nice=10
            """);
        var lines = await ScheduleImport.FromSystemdTimerAsync(File("site.timer", """
            [Timer]
            OnCalendar=Mon..Fri *-*-* 02:15
            OnCalendar=*-*~01 03:00 Europe/Berlin
            OnBootSec=5min
            Persistent=true
            RandomizedDelaySec=10min
            AccuracySec=1s
            """), s_known);

        var job = Job(lines.Single(line => line.JobFile is not null));
        Assert.Equal(("site", "Warms the cache", "/srv/site"), (job.Name, job.Description, job.WorkingDirectory));
        Assert.Equal(TimeSpan.FromMinutes(5), job.Timeout);
        Assert.Equal(["/srv/site/warm", "--cost", "5$", "a b", "50%"], Words(job));
        Assert.Equal(["/srv/site/report"], Words(job, step: 1));
        Assert.Equal(["MODE", "PLACE"], ((CommandAction)job.Steps[0].Action).Environment.Keys.Order());
        Assert.Equal(
            ["15 2 * * 1,2,3,4,5 Europe/Dublin", "0 3 L * * Europe/Berlin"], job.Schedules!.Select(one => $"{one.Cron} {one.TimeZone}"));
        Assert.All(job.Schedules!, one => Assert.Equal((CatchUp.Last, TimeSpan.FromMinutes(10)), (one.CatchUp, one.Jitter)));
        Assert.Equal(
            ["API_TOKEN=***", "ExecStart=-/srv/site/report", "Nice=10", "OnBootSec=5min", "User=www-data"],
            lines.Where(line => line.JobFile is null).Select(line => line.Text).Order());
    }

    [Theory]
    [InlineData("ExecStart=/srv/x %i", "systemd alone")]
    [InlineData("ExecStart=/srv/x $HOME", "systemd alone")]
    [InlineData("Type=forking", "it starts nothing")]
    public async Task A_command_that_only_systemd_understands_is_listed(string line, string reason)
    {
        File("x.service", $"[Service]\n{line}\n");
        var lines = await ScheduleImport.FromSystemdTimerAsync(File("x.timer", "[Timer]\nOnCalendar=daily\n"), s_known);

        Assert.All(lines, one => Assert.Null(one.JobFile));
        Assert.Contains(lines, one => one.Reason!.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("daily")]
    [InlineData("weekly")]
    [InlineData("quarterly")]
    [InlineData("Sat,Sun *-*-* 10..14/2:00/20")]
    [InlineData("*-1,7-01 03:30:15 UTC")]
    [InlineData("*:0/15")]
    [InlineData("Fri *-*-13 03:00")]
    [InlineData("*-*~03 12:00:00")]
    [InlineData("Mon *-05~07/1 04:00")]
    [InlineData("Sat..Sun 12:00")]
    public void An_expression_of_systemd_is_the_same_slots(string expression)
    {
        HostPrograms.Need("systemd-analyze");
        var read = OnCalendarReader.Read(expression)!.Value;
        var from = new DateTimeOffset(2027, 1, 5, 0, 0, 1, TimeSpan.Zero);

        Assert.Equal(
            OnCalendarTests.Theirs(expression, from),
            SlotSequence.Of(SlotSequenceTests.Schedule(read.Cron)).After(from).Take(20).Select(slot => slot.UtcDateTime));
    }

    [Theory]
    [InlineData("2027-*-* 03:00")]
    [InlineData("*-*-* 03:00:00.5")]
    [InlineData("*-*-* 25:00")]
    [InlineData("Someday 03:00")]
    [InlineData("Thu..Mon 12:00")]
    [InlineData("*-*-* 03:00 Nowhere/Land")]
    public void An_expression_that_no_cron_expression_says_is_none(string expression) => Assert.Null(OnCalendarReader.Read(expression));

    const string Task1 = """
        <?xml version="1.0" encoding="UTF-16"?>
        <Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
          <RegistrationInfo>
            <Author>EXAMPLE\mia</Author><Description>Makes the report.</Description><URI>\Shop\Report</URI>
          </RegistrationInfo>
          <Triggers>
            <CalendarTrigger>
              <Repetition><Interval>PT15M</Interval><Duration>P1D</Duration></Repetition>
              <StartBoundary>2024-01-01T00:05:00</StartBoundary><Enabled>true</Enabled>
              <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
            </CalendarTrigger>
            <CalendarTrigger>
              <StartBoundary>2024-01-01T03:00:00Z</StartBoundary><RandomDelay>PT5M</RandomDelay>
              <ScheduleByMonthDayOfWeek>
                <Weeks><Week>2</Week></Weeks><DaysOfWeek><Friday/></DaysOfWeek><Months><May/><June/></Months>
              </ScheduleByMonthDayOfWeek>
            </CalendarTrigger>
            <BootTrigger><Enabled>true</Enabled></BootTrigger>
          </Triggers>
          <Principals><Principal id="Author"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>
          <Settings>
            <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
            <StartWhenAvailable>true</StartWhenAvailable><RunOnlyIfIdle>true</RunOnlyIfIdle>
            <RestartOnFailure><Interval>PT1M</Interval><Count>3</Count></RestartOnFailure>
          </Settings>
          <Actions Context="Author">
            <Exec>
              <Command>"/opt/report tool"</Command><Arguments>/all "a \"b\" c" d\e</Arguments><WorkingDirectory>/opt</WorkingDirectory>
            </Exec>
          </Actions>
        </Task>
        """;

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public async Task A_task_of_Windows_becomes_a_job(string encoding)
    {
        var lines = await ScheduleImport.FromTaskSchedulerAsync(File("task.xml", Task1, Encoding.GetEncoding(encoding)), s_known);

        var job = Job(lines.Single(line => line.JobFile is not null));
        Assert.Equal(("Report", "Makes the report.", "/opt"), (job.Name, job.Description, job.WorkingDirectory));
        Assert.Equal(["/opt/report tool", "/all", "a \"b\" c", @"d\e"], Words(job));
        Assert.Equal((Overlap.Skip, TimeSpan.FromHours(2), 4), (job.Overlap, job.Timeout, job.Retry!.Attempts));
        Assert.Equal(
            ["5,20,35,50 * * * * Europe/Dublin ", "0 3 * 5,6 5#2  00:05:00"],
            job.Schedules!.Select(one => $"{one.Cron} {one.TimeZone} {one.Jitter}"));
        Assert.All(job.Schedules!, one => Assert.Equal(CatchUp.Last, one.CatchUp));
        Assert.Equal(
            ["<Author>EXAMPLE\\mia", "<BootTrigger> <Enabled>true", "<RunLevel>HighestAvailable", "<RunOnlyIfIdle>true",
             "<UserId>S-1-5-18"],
            lines.Where(line => line.JobFile is null).Select(line => line.Text).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.True(line.Line > 1));
    }

    [Theory]
    [InlineData("<!DOCTYPE Task [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Task>&x;</Task>", "DTD")]
    [InlineData("<Other/>", "<Other>")]
    [InlineData("no xml", "Data at the root level")]
    public async Task What_is_no_task_is_refused_as_a_whole(string text, string actual)
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(
            () => ScheduleImport.FromTaskSchedulerAsync(File("x.xml", text), s_known))).Error;

        Assert.Equal(nameof(Error.HostFileUnreadable), error.Id);
        Assert.Contains(actual, error.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error() => Assert.Equal(nameof(Error.HostFileUnreadable),
        (await Assert.ThrowsAsync<JobOpsException>(
            () => ScheduleImport.FromCrontabAsync(Path.Combine(_folder, "none"), s_known))).Error.Id);

    [Theory]
    [InlineData("15 2 * * *")]
    [InlineData("*/15 * * * *")]
    [InlineData("0 3 * * MON,FRI")]
    [InlineData("0 3 1,15 2 *")]
    [InlineData("0 3 L * *")]
    [InlineData("0 3 * 6 5#2")]
    [InlineData("0 3 * * 5L")]
    public async Task What_was_written_for_a_host_comes_back_with_the_same_slots(string cron)
    {
        var schedule = SlotSequenceTests.Schedule(cron) with { Name = "x", JobName = "x" };
        var request = new HostEntryRequest
        {
            Schedule = schedule, Program = ["/opt/jobops"], Ledger = Ledger.LedgerLocation.Parse("sqlite:/l.db"),
            HostZone = TimeZoneInfo.Utc,
        };
        var from = new DateTimeOffset(2027, 1, 5, 0, 0, 1, TimeSpan.Zero);
        var expected = SlotSequence.Of(schedule).After(from).Take(40).ToList();
        var options = s_known with { TimeZone = "UTC" };
        var systemd = HostEntries.For(HostScheduler.Systemd, request).Select(entry => HostEntries.Write(entry, _folder).Path!).ToList();
        var task = HostEntries.Write(HostEntries.For(HostScheduler.TaskScheduler, request)[0], _folder).Path!;

        foreach (var lines in new[]
                 {
                     await ScheduleImport.FromSystemdTimerAsync(systemd[0], options),
                     await ScheduleImport.FromTaskSchedulerAsync(task, options),
                 })
        {
            var edit = Assert.Single(JobFile.Parse(lines.Single(line => line.JobFile is not null).JobFile!, "x").Schedules!);
            Assert.Equal(expected, SlotSequence.Of(SlotSequenceTests.Schedule(edit.Cron, edit.TimeZone ?? "UTC")).After(from).Take(40));
        }
    }
}
