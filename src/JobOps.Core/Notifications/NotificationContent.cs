using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Notifications;

/// <summary>What a notification says.</summary>
public sealed record NotificationContent
{
    /// <summary>In one line.</summary>
    public required string Title { get; init; }
    /// <summary>What whoever reads it can do next, as a command; null for nothing.</summary>
    public string? NextCommand { get; init; }
    public string? JobName { get; init; }
    public int? JobVersion { get; init; }
    public string? Owner { get; init; }
    public string? Environment { get; init; }
    public string? Queue { get; init; }
    public long? RunId { get; init; }
    public string? Batch { get; init; }
    public RunStatus? Status { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>How long it took, in seconds.</summary>
    public double? Seconds { get; init; }
    /// <summary>How long it was expected to take, in seconds: the middle of the runs before it.</summary>
    public double? UsualSeconds { get; init; }
    public string? Schedule { get; init; }
    public JobOpsError? Error { get; init; }
}
