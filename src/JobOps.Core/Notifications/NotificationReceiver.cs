namespace JobOps.Notifications;

/// <summary>How somebody is told.</summary>
public enum NotificationMethod { Webhook, Mail, Command }

/// <summary>Somebody who is told, of what, and how.</summary>
public sealed record NotificationReceiver
{
    /// <summary>How soon the same is told again, where nobody says so.</summary>
    public static TimeSpan UsualRepeat { get; } = TimeSpan.FromHours(1);

    /// <summary>Unique in a ledger, compared without regard to case.</summary>
    public required string Name { get; init; }

    public NotificationMethod Method { get; init; }

    /// <summary>Where a webhook is: an address, or the text of a <see cref="Values.SecretReference"/> where the address is itself a
    /// secret. Null for another method.</summary>
    public string? Webhook { get; init; }

    /// <summary>Where the key is kept that webhooks are signed with: the text of a secret reference; null for unsigned.</summary>
    public string? SigningKey { get; init; }

    public MailTarget? Mail { get; init; }

    /// <summary>A program and its arguments; the notification is its standard input. Null for another method.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Of what; all of it where it is empty.</summary>
    public IReadOnlyList<NotificationEvent> On { get; init; } = [];

    /// <summary>Of jobs whose names match one (<c>*</c> and <c>?</c>); of all where it is empty.</summary>
    public IReadOnlyList<string> JobName { get; init; } = [];

    /// <summary>Of jobs whose owner matches one.</summary>
    public IReadOnlyList<string> Owner { get; init; } = [];

    public IReadOnlyList<string> Queue { get; init; } = [];

    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>What comes in them is told when they end; null for none.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>The same of the same job is told again no sooner.</summary>
    public TimeSpan Repeat { get; init; } = UsualRepeat;

    /// <summary>Notifications in a row that did not arrive.</summary>
    public int Failures { get; init; }

    /// <summary>Notifications that wait to be sent.</summary>
    public long Pending { get; init; }

    /// <summary>Why the last one that did not arrive did not; null where the last one arrived.</summary>
    public string? Problem { get; init; }

    /// <summary>When it was told to rest, or did not answer for so long that nobody tries any more; null while it is told.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Who has done that; <see cref="Parker"/> where it has not answered.</summary>
    public string? SuspendedBy { get; init; }

    public string? SuspendedReason { get; init; }

    public DateTimeOffset SetAt { get; init; }

    public string SetBy { get; init; } = "";

    /// <summary>True when it was so already and nothing was changed.</summary>
    public bool Unchanged { get; init; }

    /// <summary>What <see cref="SuspendedBy"/> says of one that did not answer.</summary>
    public const string Parker = "(does not answer)";

    public bool IsSuspended => SuspendedAt is not null;

    /// <summary>It has not answered for so long that nobody tries any more.</summary>
    public bool IsParked => IsSuspended && SuspendedBy == Parker;

    /// <summary>Where notifications go, without what is secret.</summary>
    public string Target => Method switch
    {
        NotificationMethod.Mail => string.Join(", ", Mail?.To ?? []),
        NotificationMethod.Command => string.Join(' ', Command ?? []),
        _ => Webhook ?? "",
    };

    /// <summary>Whether it is told of something.</summary>
    public bool Wants(NotificationEvent kind, NotificationContent content) =>
        kind == NotificationEvent.Test
        || (On.Count == 0 || On.Contains(kind)) && Matches(JobName, content.JobName) && Matches(Owner, content.Owner)
            && Matches(Queue, content.Queue) && Matches(Environment, content.Environment);

    // What is about no job has none of these names: a filter that asks for one does not mean it.
    static bool Matches(IReadOnlyList<string> patterns, string? name) =>
        patterns.Count == 0
        || name is not null && patterns.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name));
}
