using static JobOps.Engine.Sql.Transfer.ColumnKind;

namespace JobOps.Engine.Sql.Transfer;

/// <summary>
/// All that is moved, in an order in which no row comes before one that it refers to. Workers are not: they live where
/// they run. Nor are leases: nothing is running when a ledger is moved.
/// </summary>
static class LedgerTables
{
    /// <summary>By which rollback a run was undone: a later run than itself, so it is set when all runs are there.</summary>
    public static LedgerTable RolledBack { get; } =
        new("Run", "rolledBack", "RunId", new("RunId", Number), new("RolledBackBy", Number))
        {
            Select = "SELECT RunId, RolledBackBy FROM jobops.Run WHERE RolledBackBy IS NOT NULL ORDER BY RunId",
        };

    public static IReadOnlyList<LedgerTable> All { get; } =
    [
        new("Job", "job", "JobId",
            new("JobId", Number), new("Name", Text), new("Version", Number), new("Registered", Flag), new("Enabled", Flag),
            new("EnabledReason", Text), new("EnabledAt", Time), new("EnabledBy", Text), new("RunLimit", Number),
            new("Overlap", Text)),
        new("JobVersion", "jobVersion", "JobId, Version",
            new("JobId", Number), new("Version", Number), new("Owner", Text), new("ExpectedResult", Text),
            new("RollbackNote", Text), new("Definition", Text), new("DefinitionHash", Text), new("RegisteredAt", Time),
            new("RegisteredBy", Text)),
        new("Queue", "queue", "QueueId",
            new("QueueId", Number), new("Name", Text), new("Concurrency", Number), new("Partitions", Number, 1L),
            new("PausedAt", Time),
            new("PausedBy", Text), new("PausedReason", Text)),
        new("Lane", "lane", "QueueId, JobId, Partition",
            new("QueueId", Number), new("JobId", Number), new("Partition", Number, 0L)),
        new("Environment", "environment", "EnvironmentId",
            new("EnvironmentId", Number), new("Name", Text), new("Version", Number), new("Registered", Flag)),
        new("EnvironmentVersion", "environmentVersion", "EnvironmentId, Version",
            new("EnvironmentId", Number), new("Version", Number), new("Content", Text), new("ContentHash", Text), new("SetAt", Time),
            new("SetBy", Text)),
        new("Rehearsal", "rehearsal", "RehearsalId",
            new("RehearsalId", Number), new("JobId", Number), new("JobVersion", Number), new("EnvironmentId", Number),
            new("EnvironmentVersion", Number), new("Passed", Flag), new("Document", Text), new("PerformedAt", Time),
            new("PerformedBy", Text)),
        new("Schedule", "schedule", "ScheduleId",
            new("ScheduleId", Number), new("Name", Text), new("JobId", Number), new("OfJobFile", Flag), new("Registered", Flag),
            new("Revision", Number), new("Content", Text), new("NextSlot", Time), new("DueAt", Time), new("LastSlot", Time),
            new("LastRunId", Number), new("Problem", Text), new("SuspendedAt", Time), new("SuspendedBy", Text),
            new("SuspendedReason", Text), new("SetAt", Time), new("SetBy", Text)),
        new("MissedSlot", "missedSlot", "MissedId",
            new("MissedId", Number), new("ScheduleId", Number), new("FirstSlot", Time), new("LastSlot", Time), new("Slots", Number),
            new("Reason", Text), new("Detail", Text), new("WrittenAt", Time)),
        new("Change", "change", "ChangeId",
            new("ChangeId", Number), new("Title", Text), new("Owner", Text), new("ExpectedResult", Text), new("RollbackNote", Text),
            new("Scope", Text), new("CurrentBehavior", Text), new("Status", Text), new("StatusReason", Text), new("StatusAt", Time),
            new("StatusBy", Text), new("Commands", Text), new("OpenedAt", Time), new("OpenedBy", Text)),
        new("ChangeOverlap", "changeOverlap", "ChangeId, OtherId",
            new("ChangeId", Number), new("OtherId", Number), new("Reason", Text)),
        new("Baseline", "baseline", "BaselineId",
            new("BaselineId", Number), new("ChangeId", Number), new("Phase", Text), new("Document", Text), new("MeasuredAt", Time),
            new("MeasuredBy", Text)),
        new("BaselineSamples", "baselineSamples", "BaselineId, Part",
            new("BaselineId", Number), new("Part", Number), new("Samples", Text)),
        new("ChecklistResult", "checklistResult", "ChecklistResultId",
            new("ChecklistResultId", Number), new("Name", Text), new("ChangeId", Number), new("Passed", Flag), new("Document", Text),
            new("PerformedAt", Time), new("PerformedBy", Text)),
        new("Run", "run", "RunId",
            new("RunId", Number), new("JobId", Number), new("JobVersion", Number), new("QueueId", Number),
            new("Partition", Number, 0L), new("Priority", Number), new("Kind", Text), new("Needs", Number, 0L), new("Status", Text),
            new("Overlap", Text), new("RequestedAt", Time),
            new("DueAt", Time), new("StartBy", Time), new("StartedAt", Time), new("ClaimedAt", Time), new("FinishedAt", Time),
            new("StopRequestedAt", Time), new("Attempt", Number), new("Retries", Number), new("LostLeases", Number),
            new("LeaseToken", Number), new("Worker", Text), new("Environment", Text), new("IdempotencyKey", Text),
            new("RequestHash", Text), new("RollbackOf", Number), new("ChangeId", Number)),
        RolledBack,
        new("RunPayload", "payload", "RunId",
            new("RunId", Number), new("Parameters", Text), new("RequestedBy", Text), new("Error", Text),
            new("StopRequestedBy", Text), new("StopReason", Text), new("EnvironmentVersion", Number),
            new("RehearsalId", Number), new("ForceReason", Text)),
        new("Step", "step", "RunId, Number",
            new("RunId", Number), new("Number", Number), new("Name", Text), new("Status", Text), new("Attempt", Number),
            new("InputHash", Text), new("ReadOnly", Flag), new("Once", Flag), new("Undo", Text), new("BeforeState", Text),
            new("AfterState", Text), new("Result", Text), new("Error", Text), new("StartedAt", Time), new("FinishedAt", Time),
            new("UndoStatus", Text), new("UndoReason", Text), new("UndoRunId", Number)),
        new("LogLine", "logLine", "RunId, LogId",
            new("LogId", Number), new("RunId", Number), new("At", Time), new("Stream", Text), new("StepName", Text),
            new("Text", Text)),
        new("ChangeNote", "changeNote", "NoteId",
            new("NoteId", Number), new("RunId", Number), new("ChangeId", Number), new("Reason", Text), new("Document", Text),
            new("WrittenAt", Time), new("WrittenBy", Text)),
        new("Journal", "journal", "RunId, Sequence",
            new("RunId", Number), new("Sequence", Number), new("At", Time), new("Actor", Text), new("Event", Text),
            new("Data", Text), new("Hash", Text)),
        new("JournalHead", "journalHead", "RunId",
            new("RunId", Number), new("Sequence", Number), new("Hash", Text)),
    ];
}
