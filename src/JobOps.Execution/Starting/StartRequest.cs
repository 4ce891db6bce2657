using JobOps.Values;

namespace JobOps.Execution;

/// <summary>What a caller asks for: a job, values for its parameters, and how it should be queued.</summary>
public sealed record StartRequest
{
    public required string JobName { get; init; }
    /// <summary>Values by parameter name; strings are converted to the parameter's type.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();
    /// <summary>An environment of the ledger, or a label; may be null.</summary>
    public string? Environment { get; init; }
    public string? IdempotencyKey { get; init; }
    /// <summary>The runs that it belongs with; null for none.</summary>
    public string? Batch { get; init; }
    /// <summary>Somebody else has to approve it, although neither its job nor its environment asks for that.</summary>
    public bool RequireApproval { get; init; }
    /// <summary>The run after which it is started by itself; null for none.</summary>
    public long? FollowsRunId { get; init; }
    /// <summary>It is part of a rehearsal: its job asks for no approval of that, nothing follows it, and nobody is told of it.</summary>
    public bool Rehearsing { get; init; }
    /// <summary>Although no rehearsal holds that the job asks for.</summary>
    public bool Force { get; init; }
    /// <summary>Why; <see cref="Force"/> asks for it.</summary>
    public string? ForceReason { get; init; }
    /// <summary>The change that the run belongs to; null for none. Its first run applies it.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>Where the run of the key was undone, a new one takes the key over; without it that is an error.</summary>
    public bool RunAgain { get; init; }
    /// <summary>Where the run of the key has failed, it goes on instead of coming back as it is.</summary>
    public bool RetryFailed { get; init; }
    /// <summary>Null for the job's.</summary>
    public string? Queue { get; init; }
    /// <summary>Null for the job's.</summary>
    public int? Priority { get; init; }
    /// <summary>Not before this time; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The same, counted from now by the ledger's clock.</summary>
    public TimeSpan? Delay { get; init; }
    /// <summary>A run that has not started by then fails instead; null for the job's <c>startWithin</c>.</summary>
    public DateTimeOffset? StartBy { get; init; }
    /// <summary>Where the request stands, for errors about one of many: <c>Line 3 of 'hosts.jsonl'</c>; null for its number.</summary>
    public string? Source { get; init; }
}
