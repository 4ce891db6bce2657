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
}
