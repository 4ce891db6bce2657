using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Execution;

/// <summary>Notifications as programs read them: CloudEvents 1.0, in the structured form of JSON.</summary>
static class CloudEvent
{
    public const string MediaType = "application/cloudevents+json";

    /// <summary>Of a group, so many are listed; of the others only the number is said.</summary>
    public const int MostListed = 100;

    /// <summary>One of them by itself, several as one.</summary>
    /// <param name="ledger">Whose they are.</param>
    /// <param name="notifications">At least one, the oldest first.</param>
    public static JsonObject Of(LedgerInfo ledger, IReadOnlyList<Notification> notifications)
    {
        var first = notifications[0];
        var isOne = notifications.Count == 1;
        return new()
        {
            ["specversion"] = "1.0",
            // The same again has the same id: what arrives twice is known by it.
            ["id"] = Id(notifications),
            ["source"] = $"/jobops/ledgers/{ledger.LedgerId}",
            ["type"] = isOne ? $"jobops.{JsonNamingPolicy.CamelCase.ConvertName(first.Event.ToString())}" : "jobops.group",
            ["subject"] = isOne ? Subject(first) : null,
            ["time"] = Time(first.CreatedAt),
            ["datacontenttype"] = "application/json",
            ["data"] = isOne ? Data(first) : Group(notifications),
        };
    }

    /// <summary>Of what is sent: of a group, that of its first and last.</summary>
    public static string Id(IReadOnlyList<Notification> notifications) => notifications.Count == 1
        ? $"{notifications[0].NotificationId}"
        : $"{notifications[0].NotificationId}-{notifications[^1].NotificationId}";

    static JsonObject Group(IReadOnlyList<Notification> notifications) => new()
    {
        ["title"] = Title(notifications),
        ["count"] = notifications.Count,
        ["notifications"] = new JsonArray([.. notifications.Take(MostListed).Select(Data)]),
    };

    /// <summary>In one line.</summary>
    public static string Title(IReadOnlyList<Notification> notifications) => notifications is [var one]
        ? one.Occurrences > 1 ? $"{one.Title} ({one.Occurrences} times)" : one.Title
        : $"{notifications.Count} notifications: "
            + string.Join(", ", notifications.GroupBy(each => each.Event).Select(of => $"{of.Count()} {Words(of.Key)}"));

    static string Words(NotificationEvent kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    static JsonNode Data(Notification notification)
    {
        var data = JsonSerializer.SerializeToNode(notification.Content, LedgerJson.Options)!.AsObject();
        data["event"] = Words(notification.Event);
        data["at"] = Time(notification.CreatedAt);
        if (notification.Occurrences > 1)
            data["occurrences"] = notification.Occurrences;
        return data;
    }

    static string? Subject(Notification notification) => notification.RunId is { } runId ? $"run/{runId}"
        : notification.Content.Schedule is { } schedule ? $"schedule/{schedule}"
        : null;

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
