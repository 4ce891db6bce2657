namespace JobOps.Notifications;

/// <summary>Where a notification stands.</summary>
public enum NotificationStatus
{
    /// <summary>Is to be sent, or sent again.</summary>
    Pending,
    /// <summary>The receiver has taken it.</summary>
    Sent,
    /// <summary>The receiver has not taken it, however often it was tried; nobody tries it any more.</summary>
    Parked,
}

/// <summary>A notification for one receiver.</summary>
public sealed record Notification
{
    public required long NotificationId { get; init; }
    public required string Receiver { get; init; }
    public NotificationEvent Event { get; init; }
    public string Topic { get; init; } = "";
    public long? RunId { get; init; }
    /// <summary>How often it has happened: more than once where it was to be told while it waited.</summary>
    public int Occurrences { get; init; } = 1;
    public NotificationContent Content { get; init; } = new() { Title = "" };
    public NotificationStatus Status { get; init; }
    /// <summary>When it is sent, or sent again; null where that is over.</summary>
    public DateTimeOffset? NextAt { get; init; }
    public int Attempts { get; init; }
    /// <summary>Why the last attempt failed; null where none did.</summary>
    public string? Problem { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }

    public string Title => Content.Title;
}

/// <summary>Notifications that one receiver is to get now.</summary>
/// <param name="Receiver">The receiver.</param>
/// <param name="Notifications">The oldest first.</param>
/// <param name="SentLately">When it got those of the last minute, the oldest first.</param>
public sealed record DueNotifications(
    NotificationReceiver Receiver, IReadOnlyList<Notification> Notifications, IReadOnlyList<DateTimeOffset> SentLately);

/// <summary>What became of notifications that were tried.</summary>
/// <param name="NotificationIds">Which.</param>
/// <param name="Status">Where they stand now.</param>
/// <param name="Problem">Why they did not arrive; null where they did, or were not tried.</param>
/// <param name="RetryAfter">How long until they are tried again; null for not at all.</param>
/// <param name="Tried">False where they were only put off.</param>
public sealed record NotificationOutcome(
    IReadOnlyList<long> NotificationIds, NotificationStatus Status, string? Problem, TimeSpan? RetryAfter, bool Tried = true);
