using System.Globalization;
using JobOps.Schedules;

namespace JobOps.Wording;

/// <summary>Schedules and their slots as a person reads them.</summary>
public static class ScheduleWords
{
    /// <summary>What was written: the expression, or the interval.</summary>
    public static string When(JobSchedule schedule) =>
        schedule.Cron ?? (schedule.Every is { } every ? $"every {TimeWords.Took(every)}" : "");

    /// <summary>When it is due, in words, with the clocks that it goes by.</summary>
    public static string InWords(JobSchedule schedule)
    {
        var when = schedule.Every is { } every
            ? $"every {TimeWords.Took(every)}, counted from midnight UTC of 1970-01-01"
            : Cron(schedule.Cron) is { } cron ? $"{cron} ({schedule.TimeZone})" : "";
        var dates = schedule.ExceptDate.Count;
        return when
            + (dates > 0 ? $", but not on {dates} {(dates == 1 ? "date" : "dates")}" : "")
            + (schedule.Jitter is null ? "" : $", {TimeWords.Took(schedule.Delay())} later by its jitter");
    }

    static string? Cron(string? expression)
    {
        try
        {
            return expression is null ? null : CronWords.Of(CronReader.Instance.Read(expression));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>How it stands: <c>active</c>, <c>suspended</c>, <c>ended</c> where no slot comes, or <c>failing</c>.</summary>
    public static string State(JobSchedule schedule) =>
        schedule.IsSuspended ? "suspended" : schedule.Problem is not null ? "failing" : schedule.NextSlot is null ? "ended" : "active";

    /// <summary>What it catches up.</summary>
    public static string CatchUp(JobSchedule schedule) =>
        schedule.CatchUp.ToString().ToLowerInvariant()
        + (schedule.CatchUpWithin is { } within ? $", not older than {TimeWords.Took(within)}" : "");

    /// <summary>A slot as the clocks of its zone show it: <c>Sun 2027-03-28 03:00 +01:00</c>.</summary>
    public static string At(DateTimeOffset slot) =>
        slot.ToString($"ddd yyyy-MM-dd {Clock(slot.Second)} zzz", CultureInfo.InvariantCulture);

    static string Clock(int second) => second == 0 ? "HH:mm" : "HH:mm:ss";

    /// <summary>The next slot as the clocks of the schedule's zone show it; empty where none comes, or nothing is started.</summary>
    public static string Next(JobSchedule schedule) =>
        schedule is { IsSuspended: false, NextSlot: { } next } && ZoneClock.Find(schedule.TimeZone) is { } clock ? At(clock.At(next)) : "";

    /// <summary>The dates without slots.</summary>
    public static string Dates(JobSchedule schedule) =>
        string.Join(", ", schedule.ExceptDate.Select(date => date.ToString("O", CultureInfo.InvariantCulture)));

    /// <summary>What it starts its job with, a line each; empty for nothing.</summary>
    public static string Parameters(JobSchedule schedule) =>
        string.Join('\n', schedule.Parameters.Select(value => $"{value.Key} = {Jobs.ParameterValues.Text(value.Value)}"));

    /// <summary>What is unusual about a slot; empty where nothing is.</summary>
    public static string Note(ScheduleSlot slot) =>
        slot.Excepted ? "an exception: nothing runs"
        : slot.Kind switch
        {
            SlotKind.AfterGap when slot.Skipped is { } skipped =>
                $"{skipped.ToString(Clock(skipped.Second), CultureInfo.InvariantCulture)} is skipped: due right after the gap",
            SlotKind.DoubledOnce => "shown twice by the clocks: due the first time",
            SlotKind.FirstOfTwo => "shown twice by the clocks: the first",
            SlotKind.SecondOfTwo => "shown twice by the clocks: the second",
            _ => "",
        };

    /// <summary>The slots of a row of missed ones.</summary>
    public static string Slots(MissedSlots missed) => missed.Slots == 1
        ? TimeWords.Utc(missed.FirstSlot)
        : $"{TimeWords.Utc(missed.FirstSlot)} to {TimeWords.Utc(missed.LastSlot)}, {missed.Slots} slots"
            + (missed.Slots >= SlotPlan.MostCounted ? " at least" : "");

    /// <summary>Why slots have no run, as a sentence.</summary>
    public static string Why(MissedSlots missed) => Why(missed.Reason, missed.Detail);

    /// <inheritdoc cref="Why(MissedSlots)"/>
    public static string Why(MissedReason reason, string? detail) => reason switch
    {
        MissedReason.TooLate => "nobody scheduled it in time",
        MissedReason.Superseded => "a newer slot was due as well",
        MissedReason.TooMany => $"more than {SlotPlan.MostAtOnce} slots were to be caught up",
        MissedReason.Suspended => "the schedule was suspended",
        MissedReason.Changed => "the schedule was set anew before anybody scheduled it",
        _ => detail ?? reason.ToString(),
    };
}
