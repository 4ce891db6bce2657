using JobOps.Errors;

namespace JobOps.Notifications;

/// <summary>Who is told, and what they were told.</summary>
public interface INotifications
{
    /// <summary>Makes a receiver, or changes one; what is so already changes nothing.</summary>
    /// <exception cref="JobOpsException">ReceiverInvalid</exception>
    Task<NotificationReceiver> SetAsync(ReceiverEdit edit, CancellationToken cancellation = default);

    /// <summary>Those whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<NotificationReceiver>> GetReceiversAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>Takes a receiver out of use, with what waits for it.</summary>
    /// <exception cref="JobOpsException">ReceiverNotFound</exception>
    Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default);

    /// <summary>A suspended receiver is told nothing; what comes meanwhile waits. One that has not answered is one of these, too.</summary>
    /// <returns>False when it stood so already.</returns>
    /// <exception cref="JobOpsException">ReceiverNotFound</exception>
    Task<bool> SetSuspendedAsync(string name, bool suspended, string? reason, CancellationToken cancellation = default);

    /// <summary>Notifications of the receivers whose names match, the newest first.</summary>
    Task<IReadOnlyList<Notification>> GetAsync(string namePattern = "*", int limit = 100, CancellationToken cancellation = default);

    /// <summary>Takes what is due, of each receiver that is not suspended; nobody else gets it for a minute.</summary>
    /// <param name="worker">Who sends them.</param>
    /// <param name="limit">So many of one receiver at most.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<IReadOnlyList<DueNotifications>> ClaimDueAsync(string worker, int limit, CancellationToken cancellation = default);

    /// <summary>Writes what became of notifications of a receiver. After so many in a row that did not arrive, it is parked.</summary>
    Task CompleteAsync(string receiver, IReadOnlyList<NotificationOutcome> outcomes, CancellationToken cancellation = default);
}

/// <summary>What is asked of receivers in more than one place.</summary>
public static class NotificationsExtensions
{
    /// <exception cref="JobOpsException">ReceiverNotFound</exception>
    public static async Task<NotificationReceiver> RequireAsync(
        this INotifications notifications, string name, CancellationToken cancellation = default) =>
        (await notifications.GetReceiversAsync(name, cancellation))
            .FirstOrDefault(receiver => receiver.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new JobOpsException(Error.ReceiverNotFound(name));
}
