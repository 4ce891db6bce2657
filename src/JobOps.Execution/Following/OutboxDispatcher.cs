using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Sees to what has happened: starts what follows a run, and writes down who is told. It keeps nothing: any number may work on one
/// ledger, and each may die at any time.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="trouble">Is told what keeps it from working; may be null.</param>
/// <param name="sender">Is called when a notification is due; may be null.</param>
public sealed class OutboxDispatcher(ILedger ledger, Action<JobOpsError>? trouble = null, NotificationSender? sender = null)
{
    // So often it looks for what others have written; what this process has ended it is told of.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    // Only time shows that a run takes longer than others did.
    static readonly TimeSpan s_lookAtRunning = TimeSpan.FromSeconds(15);

    const int Page = 100;

    readonly Calls _calls = new();
    readonly Continuer _continuer = new(ledger);
    readonly NotificationComposer _composer = new(ledger);
    DateTimeOffset _lookedAtRunning;

    /// <summary>Something may have happened: it looks at once.</summary>
    public void Call() => _calls.Call();

    /// <summary>Sees to what happens until it is stopped. Whatever it meets, it goes on.</summary>
    public Task RunAsync(CancellationToken stop) => Rounds.RunAsync(
        async () =>
        {
            await PassAsync(stop);
            await _calls.WaitAsync(s_longestWait, stop);
            return TimeSpan.Zero;
        },
        s_longestWait, "What has happened was not looked at.", trouble, stop);

    /// <summary>Sees to all that has happened until now.</summary>
    /// <returns>How many runs it has started.</returns>
    /// <exception cref="JobOpsException">The ledger does not answer, or does not let this process write.</exception>
    public async Task<int> PassAsync(CancellationToken cancellation = default)
    {
        var started = 0;
        while (true)
        {
            var outlook = await ledger.Outbox.LookAsync(cancellation);
            if (outlook.HasReceivers && (outlook.Now - _lookedAtRunning).Duration() >= s_lookAtRunning)
            {
                _lookedAtRunning = outlook.Now;
                if (await _composer.OfRunningAsync(cancellation) is { Count: > 0 } late)
                    await ledger.Outbox.NotifyAsync(late, cancellation);
            }
            if (outlook.NotifyAt <= outlook.Now)
                sender?.Call();
            if (!outlook.HasEvents)
                return started;
            var passed = 0;
            var receivers = outlook.HasReceivers ? await ledger.Notifications.GetReceiversAsync("*", cancellation) : [];
            foreach (var @event in await ledger.Outbox.GetAsync(Page, cancellation))
                if (await PassAsync(@event, receivers, cancellation) is { } runs)
                {
                    passed++;
                    started += runs.Count;
                }
            // Others are at the same events, and further than this one.
            if (passed == 0)
                return started;
        }
    }

    async Task<IReadOnlyList<JobRun>?> PassAsync(
        OutboxEvent @event, IReadOnlyList<NotificationReceiver> receivers, CancellationToken cancellation)
    {
        try
        {
            var run = @event.RunId is { } runId ? await ledger.Runs.FindAsync(runId, cancellation) : null;
            var starts = run is not null && @event.Kind == OutboxEventKind.RunEnded
                ? await _continuer.StartsAfterAsync(@event, run, cancellation)
                : [];
            var notifications = receivers.Count > 0 ? await _composer.OfAsync(@event, run, receivers, cancellation) : [];
            return await ledger.Outbox.PassAsync(@event, starts, notifications, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException
            && !(exception is JobOpsException known && LedgerAnswer.IsMissing(known.Error)))
        {
            // One event that nobody can see to must not be in the way of all that came after it. It is said, and it goes.
            trouble?.Invoke(Error.Unexpected($"Event {@event.EventId} ({@event.Kind}) was not seen to.", exception));
            return await ledger.Outbox.PassAsync(@event, [], [], cancellation);
        }
    }
}
