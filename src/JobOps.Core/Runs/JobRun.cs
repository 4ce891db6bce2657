using JobOps.Errors;
using JobOps.Queues;
using JobOps.Values;

namespace JobOps.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Waits for somebody to approve it: see <see cref="JobRun.ApprovalBy"/>.</summary>
    AwaitingApproval,
    /// <summary>Waits for its due time: of a later start, or of the next try after a failure.</summary>
    Scheduled,
    /// <summary>Waits for a worker.</summary>
    Queued,
    /// <summary>A worker holds its lease, or held it and died: see <see cref="JobRun.LeaseExpiresAt"/>.</summary>
    Running,
    Succeeded,
    Failed,
    /// <summary>A step that must not run twice was interrupted; an operator has to say whether it took effect.</summary>
    Unknown,
    /// <summary>Stopped on request.</summary>
    Cancelled,
}

/// <summary>What a run does.</summary>
public enum RunKind
{
    /// <summary>Executes the steps of a job.</summary>
    Job,
    /// <summary>Executes a PowerShell script that declares its steps as it goes.</summary>
    Runbook,
    /// <summary>Undoes the steps of another run.</summary>
    Rollback,
}

/// <summary>One request to execute a job, and what became of it.</summary>
public sealed record JobRun
{
    public required long RunId { get; init; }
    public required string JobName { get; init; }
    /// <summary>The version of the definition that this run keeps.</summary>
    public int JobVersion { get; init; }
    public RunKind Kind { get; init; }
    public RunStatus Status { get; init; }
    /// <summary>What whoever executes it must have.</summary>
    public RunNeed Needs { get; init; }
    /// <summary>The environment that it is for, such as <c>staging</c>; null where none was given.</summary>
    public string? Environment { get; init; }
    /// <summary>The version of the environment that it keeps; null where the ledger has none of that name: a label only.</summary>
    public int? EnvironmentVersion { get; init; }
    /// <summary>The rehearsal that it stands on; null where its job asks for none, or nobody waited for one.</summary>
    public long? RehearsalId { get; init; }
    /// <summary>Why it was started although no rehearsal held; null where that was not so.</summary>
    public string? ForceReason { get; init; }
    public string? IdempotencyKey { get; init; }
    /// <summary>The queue that it waits in, or waited in.</summary>
    public string Queue { get; init; } = JobQueue.Default;
    /// <summary>Within its queue the greater one starts first; 0 unless the request or the job says otherwise.</summary>
    public int Priority { get; init; }
    /// <summary>Not before; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>A run that has not started by then fails instead; null for no limit.</summary>
    public DateTimeOffset? StartBy { get; init; }
    /// <summary>The parameters without the secret ones: string, long, double or bool.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();
    public string RequestedBy { get; init; } = "";
    /// <summary>Until when it awaits approval; then it is denied. Null where it awaits none.</summary>
    public DateTimeOffset? ApprovalBy { get; init; }
    /// <summary>Who has approved it; null where nobody had to.</summary>
    public string? ApprovedBy { get; init; }
    /// <summary>The runs that belong together: what follows a run is of its batch. Null for none.</summary>
    public string? Batch { get; init; }
    /// <summary>The run after which this one was started by itself; null for none.</summary>
    public long? FollowsRunId { get; init; }
    /// <summary>It is part of a rehearsal: nothing follows it, and nobody is told of it.</summary>
    public bool Rehearsing { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    /// <summary>Begin of the first attempt.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>1 for the first try; 0 before it.</summary>
    public int Attempt { get; init; }
    /// <summary>Tries after a failure that the job's retry policy has used up since the run was last (re)started.</summary>
    public int Retries { get; init; }
    /// <summary>Begin of the current or last attempt; null before the first.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }
    /// <summary>When it was asked to stop; null where it was not.</summary>
    public DateTimeOffset? StopRequestedAt { get; init; }
    /// <summary>The worker that has or had it last.</summary>
    public string? Worker { get; init; }
    /// <summary>By the database's clock; null while no worker holds the run.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }
    /// <summary>The database's clock when this object was read.</summary>
    public DateTimeOffset ReadAt { get; init; }
    /// <summary>Why it failed.</summary>
    public JobOpsError? Error { get; init; }
    /// <summary>Why its stored parameters or its error cannot be read, in words; null where they can. It is not executed then.</summary>
    public string? Unreadable { get; init; }
    /// <summary>The change that it belongs to; null for none.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>The run that this one undoes.</summary>
    public long? RollbackOf { get; init; }
    /// <summary>The run that undid this one completely.</summary>
    public long? RolledBackBy { get; init; }
    /// <summary>True when an idempotency key brought back a run that was there already, and nothing was started.</summary>
    public bool Replayed { get; init; }

    /// <summary>Nothing more will happen to it by itself.</summary>
    public bool IsFinished => Status is not (RunStatus.AwaitingApproval or RunStatus.Scheduled or RunStatus.Queued or RunStatus.Running);

    /// <summary>It says Running, but its worker has stopped renewing the lease.</summary>
    public bool IsAbandoned => Status == RunStatus.Running && LeaseExpiresAt <= ReadAt;

    /// <summary>From the first attempt to the end, or to now; null before it started.</summary>
    public TimeSpan? Duration => StartedAt is { } start ? (FinishedAt ?? ReadAt) - start : null;

    /// <summary>The process exit code that stands for this run's outcome.</summary>
    public int ExitCode => Status switch
    {
        RunStatus.AwaitingApproval or RunStatus.Scheduled or RunStatus.Queued or RunStatus.Running or RunStatus.Succeeded => ExitCodes.Ok,
        // Not approved: that is no interruption, after which somebody might try again.
        RunStatus.Cancelled when Error is { Kind: ErrorKind.NotPermitted } refused => refused.ExitCode,
        RunStatus.Cancelled => ExitCodes.Interrupted,
        _ => Error?.ExitCode ?? ExitCodes.Failed,
    };
}
