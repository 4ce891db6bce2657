using JobOps.Approvals;
using JobOps.Errors;
using JobOps.Queues;
using JobOps.Values;

namespace JobOps.Runs;

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
    /// <summary>What whoever executes it must have.</summary>
    public RunNeed Needs { get; init; }
    public string? Environment { get; init; }
    /// <summary>The version of the environment that the run uses; null where the ledger has none of that name.</summary>
    public int? EnvironmentVersion { get; init; }
    /// <summary>The rehearsal that it stands on; null where its job asks for none, or nobody waited for one.</summary>
    public long? RehearsalId { get; init; }
    /// <summary>Why it was started although no rehearsal held; null where that was not so.</summary>
    public string? ForceReason { get; init; }
    public string? IdempotencyKey { get; init; }
    /// <summary>Without the secret ones.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();
    /// <summary>The names of those that the caller gave: the others have their values from the definition, and a request is
    /// the same whatever a later version of it adds. Null for all of them.</summary>
    public IReadOnlyCollection<string>? Given { get; init; }
    public long? RollbackOf { get; init; }
    /// <summary>The approval that it awaits before it may be executed; null for none.</summary>
    public ApprovalDemand? Approval { get; init; }
    /// <summary>The runs that it belongs with; null for none.</summary>
    public string? Batch { get; init; }
    /// <summary>The run after which it is started by itself; null for none.</summary>
    public long? FollowsRunId { get; init; }
    /// <summary>It is part of a rehearsal: nothing follows it, and nobody is told of it.</summary>
    public bool Rehearsing { get; init; }
    /// <summary>The change that it belongs to. A request of anything but a rollback applies the change.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>Made when its first run arrives. A rollback always waits in <see cref="JobQueue.Rollback"/>.</summary>
    public string Queue
    {
        get => Kind == RunKind.Rollback ? JobQueue.Rollback : field;
        init;
    } = JobQueue.Default;
    /// <summary>The greater one starts first: -1000 to 1000.</summary>
    public int Priority { get; init; }
    /// <summary>Where the run of the key was undone, this one takes the key over; without it that is an error.</summary>
    public bool RunAgain { get; init; }
    /// <summary>Not before this time; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The same, counted from now by the ledger's clock.</summary>
    public TimeSpan? Delay { get; init; }
    /// <summary>A run that has not started by then fails instead.</summary>
    public DateTimeOffset? StartBy { get; init; }
    /// <summary>The same, counted from when it is due.</summary>
    public TimeSpan? StartWithin { get; init; }

    /// <summary>
    /// What no ledger could keep or no caller could mean is refused before anything is written.
    /// Databases do not agree on blanks at the end of a text and cut what is too long: such a key could stand for
    /// another run.
    /// </summary>
    /// <exception cref="JobOpsException">RequestInvalid, QueueNameInvalid, PriorityInvalid, StartTimeInvalid</exception>
    public void Require()
    {
        RequireWord("idempotency key", IdempotencyKey, LongestKey);
        RequireWord("environment", Environment, LongestEnvironment);
        RequireWord("batch", Batch, LongestKey);
        JobQueue.RequireName(Queue);
        if (Kind != RunKind.Rollback && string.Equals(Queue, JobQueue.Rollback, StringComparison.OrdinalIgnoreCase))
            throw new JobOpsException(Error.QueueNameInvalid(Queue, "another name: this queue is for rollbacks"));
        if (Priority is < -JobQueue.GreatestPriority or > JobQueue.GreatestPriority)
            throw new JobOpsException(Error.PriorityInvalid(JobName, Priority, JobQueue.GreatestPriority));
        if (DueAt is not null && Delay is not null)
            throw new JobOpsException(Error.StartTimeInvalid(JobName, "a due time or a delay", "both"));
        if (Delay < TimeSpan.Zero || StartWithin < TimeSpan.Zero)
            throw new JobOpsException(Error.StartTimeInvalid(JobName, "a time span that is not negative", $"{Delay ?? StartWithin:c}"));
        if (StartBy < DueAt)
            throw new JobOpsException(Error.StartTimeInvalid(
                JobName, "a latest start that is not before the due time", $"start by {StartBy:u}, due at {DueAt:u}"));
    }

    void RequireWord(string what, string? text, int longest)
    {
        if (text is not null && (text.Length == 0 || text.Length > longest || text != text.Trim() || text.Any(char.IsControl)))
            throw new JobOpsException(Error.RequestInvalid(JobName, what, longest, text));
    }
}
