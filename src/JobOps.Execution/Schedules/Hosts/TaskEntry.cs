using System.Xml.Linq;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>A task of the Task Scheduler of Windows, as <c>Register-ScheduledTask -Xml</c> and <c>schtasks /create /xml</c> take
/// it.</summary>
static class TaskEntry
{
    static readonly XNamespace s_task = TaskTriggers.Schema;

    public static IReadOnlyList<HostEntry> For(HostEntryRequest request, List<string> problems)
    {
        var schedule = request.Schedule;
        var triggers = TaskTriggers.Of(schedule, request.HostZone, problems);
        if (problems.Count > 0)
            return [];
        var differences = new List<string>();
        if (HostClock.Of(schedule, DateTimeOffset.UtcNow) is { Changes: true } clock && (clock.HasGap || clock.HasSecond))
            differences.Add("On a night on which clocks are changed Windows decides whether and when the trigger fires; "
                + "a slot that it passes over is written down as missed.");
        var document = new XElement(
            s_task + "Task", new XAttribute("version", "1.2"),
            new XElement(
                s_task + "RegistrationInfo", Element("Description", Description(schedule, differences)),
                Element("URI", $@"\JobOps\{schedule.Name}")),
            new XElement(s_task + "Triggers", triggers),
            request.User is { } user
                ? new XElement(s_task + "Principals", new XElement(
                    s_task + "Principal", new XAttribute("id", "Owner"),
                    // Without a password that somebody would have to type.
                    Element("UserId", user), IsService(user) ? null : Element("LogonType", "S4U"), Element("RunLevel", "LeastPrivilege")))
                : null,
            new XElement(
                s_task + "Settings",
                // The ledger knows what the job wants of runs that overlap.
                Element("MultipleInstancesPolicy", "Parallel"),
                Element("DisallowStartIfOnBatteries", "false"),
                Element("StopIfGoingOnBatteries", "false"),
                Element("StartWhenAvailable", schedule.CatchUp == CatchUp.None ? "false" : "true"),
                Element("Enabled", "true"),
                // How long a run may take, its job says.
                Element("ExecutionTimeLimit", "PT0S")),
            new XElement(
                s_task + "Actions", request.User is null ? null : new XAttribute("Context", "Owner"),
                new XElement(s_task + "Exec", Element("Command", request.Words[0]), Element("Arguments", Arguments(request)))));
        // It is a file of UTF-16, which its first line has to say.
        var text = $"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n{document.ToString().ReplaceLineEndings("\r\n")}\r\n";
        return
        [
            new()
            {
                Name = schedule.Name, Kind = HostScheduler.TaskScheduler, FileName = $"{HostEntries.Prefix}{schedule.Name}.xml",
                Text = text, Differences = differences,
            },
        ];
    }

    static string Description(JobSchedule schedule, IEnumerable<string> differences) => string.Join('\n',
    [
        $"The schedule {schedule.Name} of JobOps starts the job {schedule.JobName}: {ScheduleWords.InWords(schedule)}.",
        .. HostEntries.ExitCodeLines, .. differences,
    ]);

    // A task has no environment of its own; the address holds no password.
    static string Arguments(HostEntryRequest request) =>
        string.Join(' ', request.Words.Skip(1).Append("--ledger").Append(request.Ledger.ToEnvironmentValue()).Select(WindowsWords.Quote));

    static bool IsService(string user) =>
        user.StartsWith(@"NT AUTHORITY\", StringComparison.OrdinalIgnoreCase)
        || user is "SYSTEM" or "S-1-5-18" or "S-1-5-19" or "S-1-5-20";

    static XElement Element(string name, string value) => new(s_task + name, value);
}
