using System.Text.Json;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Engine.Sql;

sealed partial class SqlSchedules(ILedgerStore store) : IJobSchedules
{
    const string Columns =
        """
        s.Name, s.JobId, j.Name AS JobName, s.OfJobFile, s.Registered, s.Revision, s.Content, s.NextSlot, s.DueAt, s.LastSlot,
        s.LastRunId, s.Problem, s.SuspendedAt, s.SuspendedBy, s.SuspendedReason, s.SetAt, s.SetBy
        """;

    const string Tables = "jobops.Schedule AS s JOIN jobops.Job AS j ON j.JobId = s.JobId";

    // Of one that was removed, too: the same name comes back as the same row.
    static readonly Statement s_schedule = $"SELECT {Columns} FROM {Tables} WHERE s.Name = @name";

    static readonly Statement s_schedules =
        $"""
        SELECT {Columns} FROM {Tables}
        WHERE s.Name LIKE @pattern ESCAPE '\' AND s.Registered = 1 AND (@job IS NULL OR j.Name = @job) ORDER BY s.Name
        """;

    static readonly Statement s_ofJobFile =
        "SELECT s.Name FROM jobops.Schedule AS s WHERE s.JobId = @jobId AND s.OfJobFile = 1 AND s.Registered = 1 ORDER BY s.Name";

    // The first entry of its index: this is all that a scheduler asks while nothing is due.
    static readonly Statement s_earliest = "SELECT MIN(s.DueAt) AS DueAt FROM jobops.Schedule AS s WHERE s.DueAt IS NOT NULL";

    const string Due = $"SELECT {Columns} FROM {Tables} WHERE s.DueAt IS NOT NULL AND s.DueAt <= @now ORDER BY s.DueAt";

    static readonly Statement s_due = new(
        $"{Due} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY", $"{Due.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");

    static readonly Statement s_insert =
        """
        INSERT INTO jobops.Schedule (Name, JobId, OfJobFile, Registered, Revision, Content, NextSlot, DueAt, SetAt, SetBy)
        VALUES (@name, @jobId, @ofJobFile, 1, 1, @content, @nextSlot, @dueAt, @now, @actor)
        """;

    static readonly Statement s_update =
        """
        UPDATE jobops.Schedule SET JobId = @jobId, OfJobFile = @ofJobFile, Registered = 1, Revision = Revision + 1, Content = @content,
          NextSlot = @nextSlot, DueAt = @dueAt, LastSlot = @lastSlot, Problem = NULL, SuspendedAt = @suspendedAt,
          SuspendedBy = @suspendedBy, SuspendedReason = @suspendedReason, SetAt = @now, SetBy = @actor
        WHERE Name = @name
        """;

    static readonly Statement s_suspend =
        """
        UPDATE jobops.Schedule SET Revision = Revision + 1, DueAt = NULL, SuspendedAt = @now, SuspendedBy = @actor,
          SuspendedReason = @reason
        WHERE Name = @name
        """;

    static readonly Statement s_resume =
        """
        UPDATE jobops.Schedule SET Revision = Revision + 1, NextSlot = @nextSlot, DueAt = @dueAt, LastSlot = @lastSlot, Problem = NULL,
          SuspendedAt = NULL, SuspendedBy = NULL, SuspendedReason = NULL
        WHERE Name = @name
        """;

    static readonly Statement s_remove =
        """
        UPDATE jobops.Schedule SET Revision = Revision + 1, Registered = 0, DueAt = NULL, SuspendedAt = NULL, SuspendedBy = NULL,
          SuspendedReason = NULL
        WHERE Name = @name
        """;

    static readonly Statement s_postpone =
        """
        UPDATE jobops.Schedule SET Revision = Revision + 1, DueAt = @dueAt, Problem = @problem
        WHERE Name = @name AND Revision = @revision AND DueAt IS NOT NULL
        """;

    // The first to hold the schedule as it was read passes its slots; whoever comes second finds another revision.
    static readonly Statement s_hold =
        """
        UPDATE jobops.Schedule SET Revision = Revision + 1
        WHERE Name = @name AND Revision = @revision AND DueAt IS NOT NULL
        """;

    static readonly Statement s_pass =
        """
        UPDATE jobops.Schedule SET NextSlot = @nextSlot, DueAt = @dueAt, LastSlot = COALESCE(@lastSlot, LastSlot),
          LastRunId = COALESCE(@runId, LastRunId), Problem = @problem
        WHERE Name = @name
        """;

    // Slots that follow those of the last row, for the same reason, are said by that row.
    static readonly Statement s_extendMissed =
        """
        UPDATE jobops.MissedSlot SET LastSlot = @lastSlot, Slots = Slots + @slots, WrittenAt = @now
        WHERE ScheduleId = (SELECT s.ScheduleId FROM jobops.Schedule AS s WHERE s.Name = @name)
          AND MissedId = (
            SELECT MAX(m.MissedId) FROM jobops.MissedSlot AS m JOIN jobops.Schedule AS s ON s.ScheduleId = m.ScheduleId
            WHERE s.Name = @name)
          AND LastSlot = @previous AND Reason = @reason AND COALESCE(Detail, '') = @detail
        """;

    static readonly Statement s_insertMissed =
        """
        INSERT INTO jobops.MissedSlot (ScheduleId, FirstSlot, LastSlot, Slots, Reason, Detail, WrittenAt)
        SELECT s.ScheduleId, @firstSlot, @lastSlot, @slots, @reason, NULLIF(@detail, ''), @now
        FROM jobops.Schedule AS s WHERE s.Name = @name
        """;

    const string Missed =
        """
        SELECT m.MissedId, s.Name AS Schedule, j.Name AS JobName, m.FirstSlot, m.LastSlot, m.Slots, m.Reason, m.Detail, m.WrittenAt
        FROM jobops.MissedSlot AS m JOIN jobops.Schedule AS s ON s.ScheduleId = m.ScheduleId JOIN jobops.Job AS j ON j.JobId = s.JobId
        WHERE s.Name LIKE @pattern ESCAPE '\' ORDER BY m.MissedId DESC
        """;

    static readonly Statement s_missed = new(
        $"{Missed} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY", $"{Missed.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");

    public Task<JobSchedule> SetAsync(ScheduleEdit edit, CancellationToken cancellation = default) =>
        store.WriteAsync(transaction => SetAsync(transaction, edit), cancellation);

    /// <summary>The schedules of a job's file: those that it has are set, and those that it has no more are taken out of use.</summary>
    internal static async Task SetOfJobFileAsync(LedgerTransaction transaction, int jobId, IReadOnlyList<ScheduleEdit> edits)
    {
        foreach (var name in await transaction.QueryAsync<string>(s_ofJobFile, new { jobId }))
            if (!edits.Any(edit => edit.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                await RemoveAsync(transaction, name, "it stands in the job file no more");
        foreach (var edit in edits)
            await SetAsync(transaction, edit);
    }

    static async Task<JobSchedule> SetAsync(LedgerTransaction transaction, ScheduleEdit edit)
    {
        var row = await transaction.QueryFirstAsync<ScheduleRow>(s_schedule, new { name = edit.Name });
        var before = row is { Registered: true } ? row.ToSchedule(transaction.Now) : null;
        var wanted = edit.ApplyTo(before) with { Name = row?.Name ?? edit.Name };
        var job = await SqlJobs.RequireJobAsync(transaction, wanted.JobName);
        var content = LedgerJson.Write(Content.Of(wanted));
        if (before is not null && row!.Content == content && row.JobId == job.JobId)
            return before with { Unchanged = true };
        var nextSlot = SlotSequence.Of(wanted).Next(transaction.Now);
        var lastSlot = before is null ? row?.LastSlot : await WriteUnpassedAsync(
            transaction, before, before.IsSuspended ? MissedReason.Suspended : MissedReason.Changed);
        var schedule = wanted with
        {
            JobName = job.Name,
            NextSlot = nextSlot,
            DueAt = before is { IsSuspended: true } ? null : nextSlot + wanted.Delay(),
            LastSlot = lastSlot,
            LastRunId = row?.LastRunId,
            SuspendedAt = before?.SuspendedAt,
            SuspendedBy = before?.SuspendedBy,
            SuspendedReason = before?.SuspendedReason,
            SetAt = transaction.Now,
            SetBy = transaction.Actor,
            Revision = (row?.Revision ?? 0) + 1,
            ReadAt = transaction.Now,
        };
        await transaction.ExecuteAsync(row is null ? s_insert : s_update, new
        {
            name = schedule.Name,
            jobId = job.JobId,
            ofJobFile = schedule.OfJobFile,
            content,
            nextSlot = schedule.NextSlot,
            dueAt = schedule.DueAt,
            lastSlot,
            suspendedAt = schedule.SuspendedAt,
            suspendedBy = schedule.SuspendedBy,
            suspendedReason = schedule.SuspendedReason,
            now = transaction.Now,
            actor = transaction.Actor,
        });
        await JournalWriter.AppendAsync(transaction, 0, "ScheduleSet", new
        {
            schedule = schedule.Name, job = job.Name, cron = schedule.Cron, every = schedule.Every, timeZone = schedule.TimeZone,
            hash = LedgerText.Hash(content),
        });
        return schedule;
    }

    public Task<JobSchedule?> FindAsync(string name, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => await transaction.QueryFirstAsync<ScheduleRow>(s_schedule, new { name }) is { Registered: true } row
            ? row.ToSchedule(transaction.Now)
            : null,
        cancellation);

    public Task<IReadOnlyList<JobSchedule>> GetAsync(
        string namePattern = "*", string? job = null, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobSchedule>>(
            async transaction =>
                [.. (await transaction.QueryAsync<ScheduleRow>(s_schedules, new { pattern = LedgerText.Like(namePattern), job }))
                .Select(row => row.ToSchedule(transaction.Now))],
            cancellation);

    public Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var schedule = await RequireAsync(transaction, name);
            await RemoveAsync(transaction, schedule.Name, reason);
            return true;
        },
        cancellation);

    static async Task RemoveAsync(LedgerTransaction transaction, string name, string? reason)
    {
        await transaction.ExecuteAsync(s_remove, new { name });
        await JournalWriter.AppendAsync(transaction, 0, "ScheduleRemoved", new { schedule = name, reason });
    }

    public Task<bool> SetSuspendedAsync(
        string name, bool suspended, string? reason, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var schedule = await RequireAsync(transaction, name);
            if (schedule.IsSuspended == suspended)
                return false;
            if (suspended)
            {
                await transaction.ExecuteAsync(s_suspend, new { name, now = transaction.Now, actor = transaction.Actor, reason });
            }
            else
            {
                var nextSlot = SlotSequence.Of(schedule).Next(transaction.Now);
                await transaction.ExecuteAsync(s_resume, new
                {
                    name,
                    lastSlot = await WriteUnpassedAsync(transaction, schedule, MissedReason.Suspended),
                    nextSlot,
                    dueAt = nextSlot + schedule.Delay(),
                });
            }
            await JournalWriter.AppendAsync(
                transaction, 0, suspended ? "ScheduleSuspended" : "ScheduleResumed", new { schedule = schedule.Name, reason });
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<MissedSlots>> GetMissedAsync(
        string namePattern = "*", int limit = 100, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<MissedSlots>>(
            async transaction =>
                [.. (await transaction.QueryAsync<MissedRow>(s_missed, new { pattern = LedgerText.Like(namePattern), limit }))
                .Select(row => row.ToMissed())],
            cancellation);

    public Task<DueSchedules> GetDueAsync(int limit, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction =>
        {
            var nextAt = (await transaction.QueryFirstAsync<EarliestRow>(s_earliest))?.DueAt;
            var due = nextAt <= transaction.Now
                ? await transaction.QueryAsync<ScheduleRow>(s_due, new { now = transaction.Now, limit })
                : [];
            return new DueSchedules([.. due.Select(row => row.ToSchedule(transaction.Now))], nextAt, transaction.Now);
        },
        cancellation);

    public Task PostponeAsync(string name, long revision, JobOpsError problem, TimeSpan delay, CancellationToken cancellation = default) =>
        store.WriteAsync(
            transaction => transaction.ExecuteAsync(
                s_postpone, new { name, revision, dueAt = transaction.Now + delay, problem = Words(problem) }),
            cancellation);

    /// <summary>Takes the schedule as it was read; whoever comes second does not.</summary>
    internal static async Task<bool> HoldAsync(LedgerTransaction transaction, JobSchedule schedule) =>
        await transaction.ExecuteAsync(s_hold, new { name = schedule.Name, revision = schedule.Revision }) > 0;

    /// <summary>Writes what became of the slots of a schedule that is held.</summary>
    /// <param name="transaction">The transaction that holds it.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="plan">What was planned.</param>
    /// <param name="missed">The slots that have no run, in their order.</param>
    /// <param name="lastRunId">The run of the last slot that has one; null where none has.</param>
    /// <param name="problem">Why the last slot was refused; null where it was not.</param>
    internal static async Task PassAsync(
        LedgerTransaction transaction, JobSchedule schedule, SlotPlan plan, IReadOnlyList<UnrunSlot> missed, long? lastRunId,
        string? problem)
    {
        await WriteMissedAsync(transaction, schedule, InRows(missed));
        await SqlOutbox.SlotsMissedAsync(transaction, schedule, missed);
        await transaction.ExecuteEachAsync(s_pass, [new
        {
            name = schedule.Name,
            nextSlot = plan.Next,
            dueAt = plan.Next + schedule.Delay(),
            lastSlot = plan.Passed is [.., var last] ? last.Slot : (DateTimeOffset?)null,
            runId = lastRunId,
            problem,
        }]);
    }

    /// <summary>What keeps a schedule from starting its job, as it is shown.</summary>
    internal static string Words(JobOpsError problem) => $"{problem.What} {problem.Actual}";

    /// <summary>Slots that were due and that nobody has passed, before the schedule is another one.</summary>
    /// <returns>The last slot that is passed then.</returns>
    static async Task<DateTimeOffset?> WriteUnpassedAsync(LedgerTransaction transaction, JobSchedule schedule, MissedReason reason)
    {
        if (schedule.NextSlot is not { } first || first + schedule.Delay() > transaction.Now || TrySequence(schedule) is not { } slots)
            return schedule.LastSlot;
        var until = transaction.Now - schedule.Delay();
        var (last, count) = (first, 0);
        foreach (var slot in slots.After(first.AddTicks(-1)).TakeWhile(slot => slot <= until).Take(SlotPlan.MostCounted))
            (last, count) = (slot.ToUniversalTime(), count + 1);
        // Beyond what is counted, all up to now are meant.
        if (count == SlotPlan.MostCounted)
            last = transaction.Now;
        if (count > 0)
            await WriteMissedAsync(transaction, schedule, [new(first, last, count, reason, "")]);
        return count > 0 ? last : schedule.LastSlot;
    }

    // One whose time zone is not known here has slots that nobody can name.
    static SlotSequence? TrySequence(JobSchedule schedule)
    {
        try
        {
            return SlotSequence.Of(schedule);
        }
        catch (JobOpsException)
        {
            return null;
        }
    }

    static List<UnrunSlots> InRows(IReadOnlyList<UnrunSlot> missed)
    {
        var rows = new List<UnrunSlots>();
        var before = -1;
        foreach (var (index, slot, reason, detail) in missed)
        {
            if (rows is [.., var last] && index == before + 1 && last.Reason == reason && last.Detail == detail)
                rows[^1] = last with { LastSlot = slot, Slots = last.Slots + 1 };
            else
                rows.Add(new(slot, slot, 1, reason, detail));
            before = index;
        }
        return rows;
    }

    static async Task WriteMissedAsync(LedgerTransaction transaction, JobSchedule schedule, IReadOnlyList<UnrunSlots> rows)
    {
        foreach (var row in rows)
        {
            var values = new
            {
                name = schedule.Name, firstSlot = row.FirstSlot, lastSlot = row.LastSlot, slots = row.Slots, reason = $"{row.Reason}",
                detail = row.Detail, now = transaction.Now, previous = schedule.LastSlot,
            };
            // Only what comes right after the last slot that was passed can belong to the row that ends with it.
            if (row.FirstSlot != schedule.NextSlot || schedule.LastSlot is null
                || await transaction.ExecuteAsync(s_extendMissed, values) == 0)
                await transaction.ExecuteEachAsync(s_insertMissed, [values]);
        }
    }

    static async Task<JobSchedule> RequireAsync(LedgerTransaction transaction, string name) =>
        await transaction.QueryFirstAsync<ScheduleRow>(s_schedule, new { name }) is { Registered: true } row
            ? row.ToSchedule(transaction.Now)
            : throw new JobOpsException(Error.ScheduleNotFound(name));

    /// <summary>A slot that has no run.</summary>
    /// <param name="Index">Its place among those that are passed with it: what stands between two has a run.</param>
    /// <param name="Slot">The slot.</param>
    /// <param name="Reason">Why it has none.</param>
    /// <param name="Detail">What was found; empty where the reason says all.</param>
    internal readonly record struct UnrunSlot(int Index, DateTimeOffset Slot, MissedReason Reason, string Detail);

    /// <summary>Slots that follow each other and have no run for one reason: a row.</summary>
    sealed record UnrunSlots(DateTimeOffset FirstSlot, DateTimeOffset LastSlot, int Slots, MissedReason Reason, string Detail);
}
