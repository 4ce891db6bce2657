using JobOps.Errors;

namespace JobOps.Runs;

/// <summary>The right to work on a run. Every write of a worker carries it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Token">Grows with every claim; a write with an older one is refused.</param>
/// <param name="Worker">Who holds it, as an incarnation: no two processes ever have the same.</param>
/// <param name="Duration">How long it lasts after each renewal, by the database's clock.</param>
public sealed record Lease(long RunId, long Token, string Worker, TimeSpan Duration);

/// <summary>A run together with the lease under which to execute it.</summary>
public sealed record ClaimedRun(JobRun Run, Lease Lease);

/// <summary>How an attempt ended.</summary>
/// <param name="Lease">The lease under which it was tried.</param>
/// <param name="Status">A final status; <see cref="RunStatus.Scheduled"/> for another try after
/// <paramref name="RetryAfter"/>; <see cref="RunStatus.Queued"/> to give the run back for another worker; with an error it counts as a lost lease.</param>
/// <param name="Error">Why it did not succeed.</param>
/// <param name="RetryAfter">How long to wait before the next try, by the ledger's clock.</param>
public sealed record RunOutcome(Lease Lease, RunStatus Status, JobOpsError? Error = null, TimeSpan? RetryAfter = null);

/// <summary>Which runs a worker wants.</summary>
public sealed record ClaimRequest
{
    /// <summary>The worker's incarnation.</summary>
    public required string Worker { get; init; }
    /// <summary>How long a lease lasts without renewal.</summary>
    public required TimeSpan Lease { get; init; }
    /// <summary>At most so many.</summary>
    public int Count { get; init; } = 1;
    /// <summary>What the worker can execute.</summary>
    public required IReadOnlyList<RunKind> Kinds { get; init; }
    /// <summary>Names of queues; null for all.</summary>
    public IReadOnlyList<string>? Queues { get; init; }
    /// <summary>Only this one; null for any.</summary>
    public long? RunId { get; init; }
}

/// <summary>How to put a run back into the queue.</summary>
public sealed record RestartRequest
{
    public required long RunId { get; init; }
    /// <summary>What an operator says of a step that must not run twice: true, it is done; false, it may run; null,
    /// nothing was said.</summary>
    public bool? InterruptedStepTookEffect { get; init; }
    /// <summary>The first step to execute again, finished or not; null for the first unfinished one.</summary>
    public string? FromStep { get; init; }
    /// <summary>For the journal.</summary>
    public string? Reason { get; init; }
}

/// <summary>Somebody asked that a running run be stopped.</summary>
public sealed record StopRequest(long RunId, string RequestedBy, string? Reason)
{
    /// <summary>Who asked, and why where they said so.</summary>
    public string By => Reason is null ? RequestedBy : $"{RequestedBy}: {Reason}";
}
