using JobOps.Errors;

namespace JobOps.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
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
    /// <summary>A label such as <c>staging</c>; null where none was given.</summary>
    public string? Environment { get; init; }
    public string? IdempotencyKey { get; init; }
    /// <summary>The parameters without the secret ones: string, long, double or bool.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }
    /// <summary>Begin of the first attempt.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>1 for the first try; 0 before it.</summary>
    public int Attempt { get; init; }
    /// <summary>The worker that has or had it last.</summary>
    public string? Worker { get; init; }
    /// <summary>By the database's clock; null when nobody holds the run.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }
    /// <summary>The database's clock when this object was read.</summary>
    public DateTimeOffset ReadAt { get; init; }
    /// <summary>Why it failed.</summary>
    public JobOpsError? Error { get; init; }
    /// <summary>The run that this one undoes.</summary>
    public long? RollbackOf { get; init; }
    /// <summary>The run that undid this one completely.</summary>
    public long? RolledBackBy { get; init; }
    /// <summary>True when an idempotency key brought back a run that was there already, and nothing was started.</summary>
    public bool Replayed { get; init; }

    /// <summary>Nothing more will happen to it by itself.</summary>
    public bool IsFinished => Status is not (RunStatus.Queued or RunStatus.Running);

    /// <summary>It says Running, but its worker has stopped renewing the lease.</summary>
    public bool IsAbandoned => Status == RunStatus.Running && LeaseExpiresAt <= ReadAt;

    /// <summary>From the first attempt to the end, or to now; null before it started.</summary>
    public TimeSpan? Duration => StartedAt is { } start ? (FinishedAt ?? ReadAt) - start : null;

    /// <summary>The process exit code that stands for this run's outcome.</summary>
    public int ExitCode => Status switch
    {
        RunStatus.Queued or RunStatus.Running or RunStatus.Succeeded => ExitCodes.Ok,
        RunStatus.Cancelled => ExitCodes.Interrupted,
        _ => Error?.ExitCode ?? ExitCodes.Failed,
    };
}

/// <summary>A request to execute a job, already checked against its definition.</summary>
public sealed record RunRequest
{
    /// <summary>Characters of <see cref="IdempotencyKey"/>.</summary>
    public const int LongestKey = 200;

    /// <summary>Characters of <see cref="Environment"/>.</summary>
    public const int LongestEnvironment = 64;

    public required string JobName { get; init; }
    public required int JobVersion { get; init; }
    public RunKind Kind { get; init; }
    public string? Environment { get; init; }
    public string? IdempotencyKey { get; init; }
    /// <summary>Without the secret ones.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();
    public long? RollbackOf { get; init; }

    /// <summary>
    /// Databases do not agree on blanks at the end of a text and cut what is too long: such a key could stand for
    /// another run.
    /// </summary>
    /// <exception cref="JobOpsException">RequestInvalid</exception>
    public void Require()
    {
        RequireWord("idempotency key", IdempotencyKey, LongestKey);
        RequireWord("environment", Environment, LongestEnvironment);
    }

    void RequireWord(string what, string? text, int longest)
    {
        if (text is not null && (text.Length == 0 || text.Length > longest || text != text.Trim() || text.Any(char.IsControl)))
            throw new JobOpsException(Error.RequestInvalid(JobName, what, longest, text));
    }
}

/// <summary>Which runs to read. All conditions must hold; newest first.</summary>
public sealed record RunQuery
{
    public IReadOnlyList<long>? RunIds { get; init; }
    /// <summary>A name with <c>*</c> and <c>?</c> as wildcards.</summary>
    public string? JobName { get; init; }
    public IReadOnlyList<RunStatus>? Statuses { get; init; }
    /// <summary>Requested at or after.</summary>
    public DateTimeOffset? Since { get; init; }
    public int Limit { get; init; } = 1000;
}

/// <summary>The right to work on a run. Every write of a worker carries it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Token">Grows with every claim; a write with an older one is refused.</param>
/// <param name="Worker">Who holds it, as an incarnation: no two processes ever have the same.</param>
/// <param name="Duration">How long it lasts after each renewal, by the database's clock.</param>
public sealed record Lease(long RunId, long Token, string Worker, TimeSpan Duration);

/// <summary>A run together with the lease under which to execute it.</summary>
public sealed record ClaimedRun(JobRun Run, Lease Lease);

/// <summary>How an attempt ended.</summary>
public sealed record RunOutcome(Lease Lease, RunStatus Status, JobOpsError? Error);
