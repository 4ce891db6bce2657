using JobOps.Notifications;
using JobOps.Runs;

namespace JobOps.Outbox;

/// <summary>
/// What has happened, and what follows of it. An event is passed once, in one transaction with all that follows: whoever works at it may
/// die at any time, and any number may work at it at once.
/// </summary>
public interface IOutbox
{
    /// <summary>What there is to do, by one question.</summary>
    Task<OutboxOutlook> LookAsync(CancellationToken cancellation = default);

    /// <summary>The oldest first.</summary>
    Task<IReadOnlyList<OutboxEvent>> GetAsync(int limit, CancellationToken cancellation = default);

    /// <summary>Takes an event out, with what follows of it: starts that are refused are written down and become an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="starts">The runs that follow it.</param>
    /// <param name="notifications">Who is told.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The runs; null where somebody else has passed it.</returns>
    Task<IReadOnlyList<JobRun>?> PassAsync(
        OutboxEvent @event, IReadOnlyList<FollowingStart> starts, IReadOnlyList<NotificationDraft> notifications,
        CancellationToken cancellation = default);

    /// <summary>Writes an event down that has no transaction of its own. Where nobody is to be told of anything, it is none.</summary>
    Task RaiseAsync(OutboxEventKind kind, long? runId = null, string? data = null, CancellationToken cancellation = default);

    /// <summary>Tells of what is no event of a run: what only time shows.</summary>
    Task NotifyAsync(IReadOnlyList<NotificationDraft> notifications, CancellationToken cancellation = default);
}

/// <summary>What there is to do.</summary>
/// <param name="HasEvents">Something has happened.</param>
/// <param name="NotifyAt">When the next notification is due; in the past where some are. Null for none.</param>
/// <param name="HasReceivers">Somebody is told of something.</param>
/// <param name="Now">The ledger's clock.</param>
public sealed record OutboxOutlook(bool HasEvents, DateTimeOffset? NotifyAt, bool HasReceivers, DateTimeOffset Now);
