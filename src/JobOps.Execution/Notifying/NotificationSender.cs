using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Execution;

/// <summary>
/// Sends what waits to be sent, again after a while where it did not arrive. Beside the work, so that a receiver which does not answer
/// delays nothing but itself. A notification arrives at least once: who dies between sending and writing that down sends it again.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="worker">Who sends them.</param>
/// <param name="trouble">Is told what keeps it from working; may be null.</param>
public sealed class NotificationSender(ILedger ledger, string worker, Action<JobOpsError>? trouble = null)
{
    // So many messages one receiver gets within a minute, the last of which is all that is left as one.
    const int MostInAMinute = 5;

    const int MostAtOnce = 500;

    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    static readonly TimeSpan s_leastPause = TimeSpan.FromSeconds(1);

    // After each attempt that failed; after the last of them nobody tries any more.
    static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
    ];

    readonly NotificationDelivery _delivery = new(ledger.Info);

    readonly Calls _calls = new();

    /// <summary>Something is due: it sends at once.</summary>
    public void Call() => _calls.Call();

    /// <summary>Sends whenever it is called, until it is stopped. Whatever it meets, it goes on.</summary>
    public Task RunAsync(CancellationToken stop) => Rounds.RunAsync(
        async () =>
        {
            await _calls.WaitAsync(Timeout.InfiniteTimeSpan, stop);
            await PassAsync(stop);
            return TimeSpan.Zero;
        },
        TimeSpan.Zero, "Notifications were not sent.", trouble, stop);

    /// <summary>Sends what is due now.</summary>
    /// <exception cref="JobOpsException">The ledger does not answer, or does not let this process write.</exception>
    public async Task PassAsync(CancellationToken cancellation = default)
    {
        var now = await ledger.NowAsync(cancellation);
        var due = await ledger.Notifications.ClaimDueAsync(worker, MostAtOnce, cancellation);
        await Task.WhenAll(due.Select(one => SendAsync(one, now, cancellation)));
    }

    async Task SendAsync(DueNotifications due, DateTimeOffset now, CancellationToken cancellation)
    {
        var outcomes = new List<NotificationOutcome>();
        var messages = Messages(due.Notifications, MostInAMinute - due.SentLately.Count);
        if (messages.Count == 0)
            outcomes.Add(PutOff(due.Notifications, due.SentLately[0] + s_minute - now));
        string? problem = null;
        foreach (var message in messages)
        {
            if (problem is null)
            {
                problem = await _delivery.SendAsync(due.Receiver, message, cancellation);
                outcomes.Add(Outcome(message, problem));
            }
            else
            {
                // One that does not answer is not asked again at once.
                outcomes.Add(PutOff(message, s_pauses[0]));
            }
        }
        await ledger.Notifications.CompleteAsync(due.Receiver.Name, outcomes, cancellation);
    }

    /// <summary>One by one, as far as the minute has room; what is left becomes the last message.</summary>
    static List<IReadOnlyList<Notification>> Messages(IReadOnlyList<Notification> notifications, int room)
    {
        if (room <= 0)
            return [];
        if (notifications.Count <= room)
            return [.. notifications.Select(one => new[] { one })];
        return [.. notifications.Take(room - 1).Select(one => new[] { one }), notifications.Skip(room - 1).ToList()];
    }

    static NotificationOutcome PutOff(IReadOnlyList<Notification> notifications, TimeSpan pause) => new(
        Ids(notifications), NotificationStatus.Pending, Problem: null, pause > TimeSpan.Zero ? pause : s_leastPause, Tried: false);

    static NotificationOutcome Outcome(IReadOnlyList<Notification> message, string? problem)
    {
        if (problem is null)
            return new(Ids(message), NotificationStatus.Sent, null, null);
        var attempts = message.Max(one => one.Attempts);
        return attempts < s_pauses.Length
            ? new(Ids(message), NotificationStatus.Pending, problem, s_pauses[attempts])
            : new(Ids(message), NotificationStatus.Parked, problem, null);
    }

    static List<long> Ids(IReadOnlyList<Notification> notifications) => [.. notifications.Select(one => one.NotificationId)];
}
