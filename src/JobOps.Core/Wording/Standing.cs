using JobOps.Backups;
using JobOps.CacheRules;
using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Environments;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Measurements;
using JobOps.Notifications;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Schedules;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Wording;

/// <summary>What the state of something means to an operator. Each front has a colour for each.</summary>
public enum Standing
{
    /// <summary>There is nothing to say about it.</summary>
    Plain,
    Good,
    Busy,
    /// <summary>Worth a look.</summary>
    Doubtful,
    Bad,
}

/// <summary>What each state means.</summary>
public static class Standings
{
    /// <summary>Of a run: one that is running without a worker is doubtful.</summary>
    public static Standing Of(JobRun run) => run.IsAbandoned ? Standing.Doubtful : Of(run.Status);

    /// <summary>Of a queue.</summary>
    public static Standing Of(JobQueue queue) => queue.Paused ? Standing.Doubtful : Standing.Plain;

    /// <summary>Of a schedule.</summary>
    public static Standing Of(JobSchedule schedule) => schedule.IsSuspended ? Standing.Doubtful
        : schedule.Problem is not null ? Standing.Bad
        : Standing.Plain;

    /// <summary>Of somebody who is told.</summary>
    public static Standing Of(NotificationReceiver receiver) => receiver.IsParked ? Standing.Bad
        : receiver.IsSuspended || receiver.Failures > 0 ? Standing.Doubtful
        : Standing.Plain;

    /// <summary>Of a job.</summary>
    public static Standing Of(JobDefinition job) => job.Enabled ? Standing.Plain : Standing.Doubtful;

    /// <summary>Of a status of a run, step, undo or worker, of a verdict, and of the stream of a line.</summary>
    public static Standing Of(Enum status) => status switch
    {
        RunStatus.Succeeded or StepStatus.Succeeded or StepStatus.Accepted
            or UndoStatus.Undone or UndoStatus.AlreadyUndone or WorkerStatus.Alive or LedgerTableVerdict.Verified
            or BackupState.Tested or ChangeStatus.Completed or ComparisonVerdict.Better or DifferenceStatus.Expected
            or ChecklistItemStatus.Passed or ChecklistItemStatus.Attested
            or CacheFindingStatus.Passed or NotificationStatus.Sent => Standing.Good,
        RunStatus.Failed or RunStatus.Unknown or StepStatus.Failed
            or UndoStatus.CannotUndo or UndoStatus.Drifted or WorkerStatus.Lost or LedgerTableVerdict.Broken
            or BackupState.Failed or BackupState.Altered or LogStream.Error or ComparisonVerdict.Worse
            or DifferenceStatus.Unexpected or ChecklistItemStatus.Failed or CacheFindingStatus.Failed
            or NotificationStatus.Parked => Standing.Bad,
        RunStatus.Running or StepStatus.Running or ChangeStatus.Applied => Standing.Busy,
        RunStatus.AwaitingApproval or RunStatus.Cancelled or StepStatus.Interrupted or WorkerStatus.Draining
            or LedgerTableVerdict.CannotTell or BackupState.NeverTested or LogStream.Warning or ChangeStatus.RolledBack
            or ChangeStatus.Abandoned or ComparisonVerdict.CannotTell or ChecklistItemStatus.Waived
            or CacheFindingStatus.CannotTell => Standing.Doubtful,
        _ => Standing.Plain,
    };
}
