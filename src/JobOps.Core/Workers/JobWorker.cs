using JobOps.Runs;

namespace JobOps.Workers;

/// <summary>A process that claims and executes runs.</summary>
public sealed record JobWorker
{
    /// <summary>Its incarnation: host, process id and a random part, so that no two are ever the same.</summary>
    public required string Worker { get; init; }
    public required string Host { get; init; }
    public required int ProcessId { get; init; }
    /// <summary>JobOps' version there.</summary>
    public string Version { get; init; } = "";
    /// <summary>The queues that it serves; empty for all.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];
    /// <summary>Runs that it executes at once.</summary>
    public int Concurrency { get; init; } = 1;
    /// <summary>What it has: it takes runs that need no more.</summary>
    public RunNeed Meets { get; init; }
    public WorkerStatus Status { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    /// <summary>By the database's clock.</summary>
    public DateTimeOffset HeartbeatAt { get; init; }
    /// <summary>Runs whose leases it holds.</summary>
    public IReadOnlyList<WorkerRun> Runs { get; init; } = [];
    /// <summary>The database's clock when this object was read.</summary>
    public DateTimeOffset ReadAt { get; init; }
}

/// <summary>Whether a worker works.</summary>
public enum WorkerStatus
{
    Alive,
    /// <summary>Finishes what it has and takes nothing new.</summary>
    Draining,
    /// <summary>Has stopped renewing; others take over what it had.</summary>
    Lost,
}

/// <summary>What a worker does at the moment.</summary>
/// <param name="RunId">The run.</param>
/// <param name="JobName">Its job.</param>
/// <param name="StepName">The step that runs; null between two of them.</param>
/// <param name="Since">When the worker claimed the run.</param>
public sealed record WorkerRun(long RunId, string JobName, string? StepName, DateTimeOffset Since);
