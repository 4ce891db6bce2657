using System.Text;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>A timer of systemd and the service that it starts.</summary>
static class SystemdEntry
{
    public static IReadOnlyList<HostEntry> For(HostEntryRequest request, List<string> problems)
    {
        var schedule = request.Schedule;
        var clock = HostClock.Of(schedule, DateTimeOffset.UtcNow);
        var all = DueTimes.Of(schedule);
        if (all.Count == 0)
            problems.Add($"every: {ScheduleWords.When(schedule)} divides no day, so its times are others on each day");
        var calendars = all.Select(times => OnCalendar.Of(OnCalendar.InUtc(times, clock) ?? times, problems)).ToList();
        var differences = new List<string>();
        if (clock.HasGap)
            differences.Add(HostEntries.OfGap);
        if (clock.HasSecond && all.Any(times => times.TimeZone != JobSchedule.Utc && OnCalendar.InUtc(times, clock) is null))
            differences.Add("Of an hour that the clocks show twice this scheduler starts the first only; the slots of the second are "
                + "written down as missed.");
        if (problems.Count > 0)
            return [];
        var name = HostEntries.Prefix + schedule.Name;
        HostEntry Entry(string suffix, string text) => new()
        {
            Name = schedule.Name, Kind = HostScheduler.Systemd, FileName = name + suffix, Text = text, Differences = differences,
        };
        return [Entry(".timer", Timer(name, request, calendars!, differences)), Entry(".service", Service(name, request))];
    }

    static string Timer(string name, HostEntryRequest request, IEnumerable<string> calendars, IEnumerable<string> differences)
    {
        var text = new StringBuilder($"""
            # The schedule {request.Schedule.Name} of JobOps: {ScheduleWords.InWords(request.Schedule)}. To install it:
            #   install -m 644 {name}.timer {name}.service /etc/systemd/system/
            #   systemctl daemon-reload && systemctl enable --now {name}.timer

            """.ReplaceLineEndings("\n"));
        foreach (var difference in differences)
            text.Append($"# {difference}\n");
        text.Append($"""

            [Unit]
            Description=When the job {request.Schedule.JobName} is due by the schedule {request.Schedule.Name}

            [Timer]

            """.ReplaceLineEndings("\n"));
        foreach (var calendar in calendars)
            text.Append($"OnCalendar={calendar}\n");
        text.Append($"""
            # To the second: what is spread by jitter, jobops schedule start waits for.
            AccuracySec=1s
            Persistent={(request.Schedule.CatchUp == CatchUp.None ? "false" : "true")}

            [Install]
            WantedBy=timers.target

            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }

    static string Service(string name, HostEntryRequest request)
    {
        var text = new StringBuilder(
            $"# What {name}.timer starts. Changes of your own belong into a drop-in: systemctl edit {name}.service\n");
        foreach (var line in HostEntries.ExitCodeLines)
            text.Append($"# {line}\n");
        text.Append(
            "# While it is active the timer does not start it again, whatever the overlap policy of the job: slots of that\n"
            + "# time are written down as missed.\n");
        text.Append($"""

            [Unit]
            Description=The job {request.Schedule.JobName} of JobOps, by the schedule {request.Schedule.Name}
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=oneshot

            """.ReplaceLineEndings("\n"));
        if (request.User is { } user)
            text.Append($"User={user}\n");
        foreach (var (variable, value) in HostEntries.Variables(request))
            text.Append($"Environment={SystemdWords.Assignment(variable, value)}\n");
        if (request.EnvironmentFile is { } file)
            text.Append($"""
                # JOBOPS_LEDGER=…, with its password if it needs one: never here, where everybody can read it.
                EnvironmentFile={file.Replace("%", "%%", StringComparison.Ordinal)}

                """.ReplaceLineEndings("\n"));
        return text.Append($"""
            ExecStart={string.Join(' ', request.Words.Select(SystemdWords.Quote))}
            # Nothing was due, or the job was running: no failure.
            SuccessExitStatus=75
            # The ledger did not answer, and nothing was started: start again. Everything else is to be mended first.
            Restart=on-failure
            RestartPreventExitStatus=1 2 3 64 65 77 78 124 130 143
            RestartSec=20s
            # How long a run may take, its job says.
            TimeoutStartSec=infinity
            # TERM goes to jobops alone, which ends the run in order. What is left then is killed.
            KillMode=mixed
            # What a process held in memory, secrets too, stays off the disk.
            LimitCORE=0

            """.ReplaceLineEndings("\n")).ToString();
    }
}
