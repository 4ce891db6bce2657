using JobOps.Notifications;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Receivers and notifications as a person reads them.</summary>
static class NotificationViews
{
    public static IRenderable Table(IReadOnlyList<NotificationReceiver> receivers)
    {
        if (receivers.Count == 0)
            return Tables.Nothing("Nobody is told anything.");
        var table = Tables.Of("=Receiver", "Method", "Told", "State", ">Waiting", "Problem");
        foreach (var receiver in receivers)
            table.Row(
                receiver.Name, receiver.Method.ToString(), NotificationWords.What(receiver), State(receiver), receiver.Pending,
                NotificationWords.Problem(receiver));
        return table;
    }

    public static IRenderable One(NotificationReceiver receiver) => new Rows(
        Tables.Words($"Receiver {receiver.Name}"),
        Tables.Details(
            ("Method", receiver.Method.ToString()),
            ("Target", receiver.Target),
            ("Signed with", receiver.SigningKey),
            ("Server", receiver.Mail is { } mail ? $"{mail.Host}:{mail.ConnectedPort}, {mail.Security}" : null),
            ("Told", NotificationWords.What(receiver)),
            ("Quiet", receiver.Quiet?.ToString()),
            ("Repeat", TimeWords.Took(receiver.Repeat)),
            ("State", State(receiver)),
            ("Suspended", receiver.IsSuspended
                ? TimeWords.By(receiver.SuspendedAt, receiver.SuspendedBy, receiver.SuspendedReason) : null),
            ("Waiting", receiver.Pending),
            ("Failures", receiver.Failures),
            ("Problem", receiver.Problem),
            ("Set", TimeWords.By(receiver.SetAt, receiver.SetBy))));

    public static IRenderable Sent(IReadOnlyList<Notification> notifications)
    {
        if (notifications.Count == 0)
            return Tables.Nothing("No notifications.");
        var table = Tables.Of("=At", "=Receiver", "Status", "Title", "Problem");
        foreach (var one in notifications)
            table.Row(TimeWords.At(one.CreatedAt), one.Receiver, Styles.Status(one.Status), one.Title, one.Problem);
        return table;
    }

    static Text State(NotificationReceiver receiver) => new(NotificationWords.State(receiver), Styles.Of(Standings.Of(receiver)));
}
