using JobOps.Values;

namespace JobOps.Runs;

/// <summary>Which runs to read. All conditions must hold; newest first.</summary>
public sealed record RunQuery
{
    public IReadOnlyList<long>? RunIds { get; init; }
    /// <summary>A name with <c>*</c> and <c>?</c> as wildcards.</summary>
    public string? JobName { get; init; }
    public IReadOnlyList<RunStatus>? Statuses { get; init; }
    /// <summary>The name of a queue; null for all.</summary>
    public string? Queue { get; init; }
    /// <summary>The label of an environment; null for any and none.</summary>
    public string? Environment { get; init; }
    /// <summary>The idempotency key of a request; null for any and none.</summary>
    public string? IdempotencyKey { get; init; }
    /// <summary>Of this batch; null for any and none.</summary>
    public string? Batch { get; init; }
    /// <summary>Of this change; null for any and none.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>Runs that this worker holds or held last.</summary>
    public string? Worker { get; init; }
    /// <summary>Requested at or after.</summary>
    public DateTimeOffset? Since { get; init; }
    public int Limit { get; init; } = 1000;
}
