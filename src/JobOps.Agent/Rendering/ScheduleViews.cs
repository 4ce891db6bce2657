using JobOps.Schedules;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Schedules and slots as a person reads them.</summary>
static class ScheduleViews
{
    public static IRenderable Table(IReadOnlyList<JobSchedule> schedules)
    {
        if (schedules.Count == 0)
            return Tables.Nothing("No schedules.");
        var table = Tables.Of("=Schedule", "=Job", "When", "State", "Next", "Problem");
        foreach (var schedule in schedules)
            table.Row(
                schedule.Name, schedule.JobName, ScheduleWords.When(schedule), State(schedule), ScheduleWords.Next(schedule),
                Note(schedule));
        return table;
    }

    public static IRenderable One(JobSchedule schedule) => new Rows(
        Tables.Words($"Schedule {schedule.Name}"),
        Tables.Details(
            ("Job", schedule.JobName),
            ("When", ScheduleWords.When(schedule)),
            ("In words", ScheduleWords.InWords(schedule)),
            ("Time zone", schedule.TimeZone),
            ("Except", ScheduleWords.Dates(schedule)),
            ("Catch up", ScheduleWords.CatchUp(schedule)),
            ("Jitter", schedule.Jitter is { } jitter ? $"up to {TimeWords.Took(jitter)}" : null),
            ("Parameters", ScheduleWords.Parameters(schedule)),
            ("Environment", schedule.Environment),
            ("State", State(schedule)),
            ("Suspended", schedule.IsSuspended
                ? TimeWords.By(schedule.SuspendedAt, schedule.SuspendedBy, schedule.SuspendedReason) : null),
            ("Next", ScheduleWords.Next(schedule)),
            ("Last slot", TimeWords.Utc(schedule.LastSlot)),
            ("Last run", schedule.LastRunId),
            ("Problem", schedule.Problem),
            ("From", schedule.OfJobFile ? "the file of its job" : null),
            ("Set", TimeWords.By(schedule.SetAt, schedule.SetBy))));

    public static IRenderable Missed(IReadOnlyList<MissedSlots> missed)
    {
        if (missed.Count == 0)
            return Tables.Nothing("No missed slots.");
        var table = Tables.Of("=Schedule", "Slots", "Why");
        foreach (var row in missed)
            table.Row(row.Schedule, ScheduleWords.Slots(row), ScheduleWords.Why(row));
        return table;
    }

    public static IRenderable Slots(string words, IReadOnlyList<ScheduleSlot> slots)
    {
        var head = Tables.Words(words.Length > 0 ? char.ToUpperInvariant(words[0]) + words[1..] + "." : "");
        if (slots.Count == 0)
            return new Rows(head, Tables.Nothing("No slots."));
        var table = Tables.Of("=Slot", "Note");
        foreach (var slot in slots)
            table.Row(ScheduleWords.At(slot.At), ScheduleWords.Note(slot));
        return new Rows(head, table);
    }

    static Text State(JobSchedule schedule) => new(ScheduleWords.State(schedule), Styles.Of(Standings.Of(schedule)));

    static string Note(JobSchedule schedule) => schedule.IsSuspended ? schedule.SuspendedReason ?? "" : schedule.Problem ?? "";
}
