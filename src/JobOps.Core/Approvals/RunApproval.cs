namespace JobOps.Approvals;

/// <summary>What became of the approval of a run.</summary>
public enum ApprovalStatus
{
    Awaited,
    Approved,
    /// <summary>Somebody has said no.</summary>
    Denied,
    /// <summary>Nobody has said anything in time: denied.</summary>
    Expired,
    /// <summary>The job is another one since.</summary>
    Void,
}

/// <summary>The approval of one run.</summary>
public sealed record RunApproval
{
    public required long RunId { get; init; }
    public string JobName { get; init; } = "";
    /// <summary>The version that it is for: with another one it is void.</summary>
    public int JobVersion { get; init; }
    public ApprovalStatus Status { get; init; }
    /// <summary>A list for each rule that names approvers: whoever approves is of each. Empty for anybody but the requester.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Approvers { get; init; } = [];
    public DateTimeOffset Until { get; init; }
    /// <summary>When the run is due once it is approved; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    /// <summary>As the database knows them.</summary>
    public string? DecidedBy { get; init; }
    public string? Reason { get; init; }
}
