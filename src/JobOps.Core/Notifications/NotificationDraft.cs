namespace JobOps.Notifications;

/// <summary>What somebody is to be told.</summary>
public sealed record NotificationDraft
{
    /// <summary>The receiver's name.</summary>
    public required string Receiver { get; init; }
    public required NotificationEvent Event { get; init; }
    /// <summary>What it is about: what has the same topic and waits is told as one, with how often it happened.</summary>
    public required string Topic { get; init; }
    public required NotificationContent Content { get; init; }
    public long? RunId { get; init; }
    /// <summary>By it the same is told once, whoever notices it; null where that cannot be.</summary>
    public string? Once { get; init; }
    /// <summary>What was told of the topic so long ago or later is enough for now: this waits until that long has passed. Zero for
    /// none, because it is news.</summary>
    public TimeSpan Repeat { get; init; }
    /// <summary>Not before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
    /// <summary>A topic of which nobody has to be told any more: what waits of it goes. Null for none.</summary>
    public string? Supersedes { get; init; }
}
