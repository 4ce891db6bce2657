namespace JobOps.Runs;

/// <summary>Which runs a worker wants.</summary>
public sealed record ClaimRequest
{
    /// <summary>The worker's incarnation.</summary>
    public required string Worker { get; init; }
    /// <summary>How long a lease lasts without renewal.</summary>
    public required TimeSpan Lease { get; init; }
    /// <summary>At most so many.</summary>
    public int Count { get; init; } = 1;
    /// <summary>What the worker has: it gets runs that need no more.</summary>
    public RunNeed Meets { get; init; }
    /// <summary>Names of queues; null for all.</summary>
    public IReadOnlyList<string>? Queues { get; init; }
    /// <summary>Only this one; null for any.</summary>
    public long? RunId { get; init; }
}
