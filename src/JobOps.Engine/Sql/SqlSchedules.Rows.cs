using System.Text.Json;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Engine.Sql;

// What stands in the tables.
sealed partial class SqlSchedules
{
    /// <summary>What a person sets. In the order of the names, so that the same is the same text.</summary>
    sealed record Content(
        string? Cron, TimeSpan? Every, string TimeZone, IReadOnlyList<DateOnly> ExceptDate, CatchUp CatchUp, TimeSpan? CatchUpWithin,
        TimeSpan? Jitter, SortedDictionary<string, object?> Parameters, string? Environment, bool OfJobFile)
    {
        public static Content Of(JobSchedule schedule) => new(
            schedule.Cron, schedule.Every, schedule.TimeZone, schedule.ExceptDate, schedule.CatchUp, schedule.CatchUpWithin,
            schedule.Jitter, new(schedule.Parameters.ToDictionary(), StringComparer.OrdinalIgnoreCase), schedule.Environment,
            schedule.OfJobFile);
    }

    sealed class ScheduleRow
    {
        public string Name { get; init; } = "";
        public int JobId { get; init; }
        public string JobName { get; init; } = "";
        public bool OfJobFile { get; init; }
        public bool Registered { get; init; }
        public long Revision { get; init; }
        public string Content { get; init; } = "";
        public DateTimeOffset? NextSlot { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public DateTimeOffset? LastSlot { get; init; }
        public long? LastRunId { get; init; }
        public string? Problem { get; init; }
        public DateTimeOffset? SuspendedAt { get; init; }
        public string? SuspendedBy { get; init; }
        public string? SuspendedReason { get; init; }
        public DateTimeOffset SetAt { get; init; }
        public string SetBy { get; init; } = "";

        public JobSchedule ToSchedule(DateTimeOffset readAt)
        {
            var content = ReadContent();
            return new()
            {
                Name = Name,
                JobName = JobName,
                Cron = content?.Cron,
                Every = content?.Every,
                TimeZone = content?.TimeZone ?? JobSchedule.Utc,
                ExceptDate = content?.ExceptDate ?? [],
                CatchUp = content?.CatchUp ?? CatchUp.None,
                CatchUpWithin = content?.CatchUpWithin,
                Jitter = content?.Jitter,
                Parameters = new SortedDictionary<string, object?>(content?.Parameters ?? [], StringComparer.OrdinalIgnoreCase),
                Environment = content?.Environment,
                OfJobFile = OfJobFile,
                NextSlot = NextSlot,
                DueAt = DueAt,
                LastSlot = LastSlot,
                LastRunId = LastRunId,
                Problem = content is null ? "What is stored of it cannot be read: set it anew." : Problem,
                SuspendedAt = SuspendedAt,
                SuspendedBy = SuspendedBy,
                SuspendedReason = SuspendedReason,
                SetAt = SetAt,
                SetBy = SetBy,
                Revision = Revision,
                ReadAt = readAt,
            };
        }

        // One row that cannot be read must not hide the others: as a schedule without times it is refused by itself.
        Content? ReadContent()
        {
            try
            {
                return LedgerJson.Read<SqlSchedules.Content>(Content);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    sealed class EarliestRow
    {
        public DateTimeOffset? DueAt { get; init; }
    }

    sealed class MissedRow
    {
        public long MissedId { get; init; }
        public string Schedule { get; init; } = "";
        public string JobName { get; init; } = "";
        public DateTimeOffset FirstSlot { get; init; }
        public DateTimeOffset LastSlot { get; init; }
        public int Slots { get; init; }
        public MissedReason Reason { get; init; }
        public string? Detail { get; init; }
        public DateTimeOffset WrittenAt { get; init; }

        public MissedSlots ToMissed() => new()
        {
            MissedId = MissedId,
            Schedule = Schedule,
            JobName = JobName,
            FirstSlot = FirstSlot,
            LastSlot = LastSlot,
            Slots = Slots,
            Reason = Reason,
            Detail = Detail,
            WrittenAt = WrittenAt,
        };
    }
}
