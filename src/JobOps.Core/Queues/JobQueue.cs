using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Queues;

/// <summary>Where runs wait for a worker. A queue exists from the first run that names it, or from when it was set up.</summary>
public sealed record JobQueue
{
    /// <summary>The queue of runs that name none.</summary>
    public const string Default = "default";

    /// <summary>The queue of rollbacks: no job that is disabled keeps them from being executed.</summary>
    public const string Rollback = "rollback";

    /// <summary>More than any number of claimers that one database serves has use for.</summary>
    public const int MostPartitions = 64;

    /// <summary>The highest priority of a run; the lowest is its negative.</summary>
    public const int GreatestPriority = 1000;

    /// <summary>Compared without regard to case; the characters of a job's name.</summary>
    public required string Name { get; init; }
    /// <summary>Nothing of it is claimed.</summary>
    public bool Paused { get; init; }
    public string? PausedReason { get; init; }
    public string? PausedBy { get; init; }
    public DateTimeOffset? PausedAt { get; init; }
    /// <summary>So many of its runs may run at once, on all workers together; null for no limit.</summary>
    public int? Concurrency { get; init; }
    /// <summary>
    /// In so many parts its runs wait, 1 to <see cref="MostPartitions"/>, so that many claimers do not meet at the same ones.
    /// Priority and order hold within a part.
    /// </summary>
    public int Partitions { get; init; } = 1;
    /// <summary>Runs that wait for a worker.</summary>
    public long Queued { get; init; }
    /// <summary>Runs that wait for their due time.</summary>
    public long Scheduled { get; init; }
    public long Running { get; init; }
    /// <summary>When the run that has waited longest was requested; null where none waits.</summary>
    public DateTimeOffset? OldestQueuedAt { get; init; }
    /// <summary>The database's clock when this object was read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <exception cref="JobOpsException">QueueNameInvalid</exception>
    public static void RequireName(string name)
    {
        if (!NameRule.Job.Fits(name))
            throw new JobOpsException(Error.QueueNameInvalid(name, NameRule.Job.Words));
    }
}
