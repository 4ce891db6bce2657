using JobOps.Notifications;

namespace JobOps.Wording;

/// <summary>Receivers and notifications, as every front says them.</summary>
public static class NotificationWords
{
    /// <summary>Whether it is told anything.</summary>
    public static string State(NotificationReceiver receiver) =>
        receiver.IsParked ? "parked" : receiver.IsSuspended ? "suspended" : receiver.Failures > 0 ? "failing" : "active";

    /// <summary>Of what, and of which jobs.</summary>
    public static string What(NotificationReceiver receiver)
    {
        var events = receiver.On.Count == 0 ? "everything" : string.Join(", ", receiver.On);
        var filters = string.Join(", ", Filters(receiver));
        return filters.Length == 0 ? events : $"{events} of {filters}";
    }

    /// <summary>What keeps it from being told.</summary>
    public static string Problem(NotificationReceiver receiver) =>
        (receiver.IsSuspended ? receiver.SuspendedReason : receiver.Failures > 0 ? receiver.Problem : null) ?? "";

    static IEnumerable<string> Filters(NotificationReceiver receiver)
    {
        foreach (var (word, patterns) in new[]
                 {
                     ("job", receiver.JobName), ("owner", receiver.Owner), ("queue", receiver.Queue), ("environment", receiver.Environment),
                 })
            if (patterns.Count > 0)
                yield return $"{word} {string.Join(" or ", patterns)}";
    }
}
