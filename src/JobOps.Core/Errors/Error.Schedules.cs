namespace JobOps.Errors;

// Schedules and their slots.
public static partial class Error
{
    public static JobOpsError ScheduleNotFound(string schedule) => new(
        nameof(ScheduleNotFound), ErrorKind.NotFound, $"There is no schedule '{schedule}' in this ledger.",
        "the name of a schedule that was set", schedule, RetrySafety.SafeAfter, Next.ListSchedules, schedule);

    public static JobOpsError ScheduleInvalid(string schedule, string problems) => new(
        nameof(ScheduleInvalid), ErrorKind.BadInput,
        schedule.Length == 0 ? "This is no schedule." : $"The schedule '{schedule}' was not set: nothing of it was changed.",
        "a cron expression or an interval, with a time zone that is known here", problems, RetrySafety.SafeAfter,
        Next.ScheduleHelp, schedule);

    public static JobOpsError ScheduleOfJobFile(string schedule, string job) => new(
        nameof(ScheduleOfJobFile), ErrorKind.Conflict, $"The schedule '{schedule}' was not set: it stands in the file of its job.",
        $"another name, or a change of \"schedules\" in the job file of '{job}', registered again", $"'{schedule}' of that file",
        RetrySafety.SafeAfter, Next.ShowSchedule(schedule), schedule);

    public static JobOpsError ScheduleNameTaken(string schedule, string job) => new(
        nameof(ScheduleNameTaken), ErrorKind.Conflict,
        $"The name '{schedule}' belongs to another schedule, so neither the job nor its schedules were registered.",
        "a name in \"schedules\" that no other job, and no schedule that was set by hand, has", $"a schedule of the job '{job}'",
        RetrySafety.SafeAfter, Next.ShowSchedule(schedule), schedule);

    public static JobOpsError ScheduleNotDue(string schedule, string actual) => new(
        nameof(ScheduleNotDue), ErrorKind.Busy, $"The schedule '{schedule}' starts nothing now.",
        "a slot that is due, or was not long ago", actual, RetrySafety.SafeAfter, Next.ShowSchedule(schedule), schedule);

    public static JobOpsError ScheduleNotExportable(string schedule, string host, string problems) => new(
        nameof(ScheduleNotExportable), ErrorKind.BadInput,
        $"The schedule '{schedule}' was not written for {host}, which cannot say all of it.",
        $"a schedule that {host} can say exactly, or another scheduler", problems, RetrySafety.SafeAfter,
        Next.ExportScheduleHelp, schedule);

    public static JobOpsError HostProgramNotFound(string program) => new(
        nameof(HostProgramNotFound), ErrorKind.Configuration, $"No entry was made: there is no program '{program}' to start.",
        "jobops on PATH, or its absolute path on the host where the entry is to work", "no such program", RetrySafety.SafeAfter,
        Next.ExportScheduleHelp, program);

    public static JobOpsError HostEntryInvalid(string member, string expected, string actual) => new(
        nameof(HostEntryInvalid), ErrorKind.BadInput, $"No entry was made: its {member} is none that it can have.",
        expected, actual, RetrySafety.SafeAfter, Next.ExportScheduleHelp, member);

    public static JobOpsError HostEntryHoldsPassword() => new(
        nameof(HostEntryHoldsPassword), ErrorKind.BadInput,
        "No entry was made: the address of the ledger holds a password, which an entry would show to everybody.",
        "a file that only the account of the entry can read, with JOBOPS_LEDGER in it, named by its absolute path; "
        + "or a ledger that takes the account itself", "a password in the address", RetrySafety.SafeAfter,
        new("Get-Help Export-JobSchedule -Parameter EnvironmentFile", "jobops schedule export --help"));

    public static JobOpsError HostFileNotWritten(string path, string actual) => new(
        nameof(HostFileNotWritten), ErrorKind.Configuration, $"'{path}' was not written.",
        "a folder that can be written", actual, RetrySafety.SafeAfter, Next.ExportScheduleHelp, path);

    public static JobOpsError HostFileUnreadable(string path, string expected, string actual) => new(
        nameof(HostFileUnreadable), ErrorKind.BadInput, $"'{path}' cannot be read, so nothing of it was carried over.",
        expected, actual, RetrySafety.SafeAfter, Next.ImportScheduleHelp, path);
}
