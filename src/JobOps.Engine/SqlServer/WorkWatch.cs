using JobOps.Engine.Sql;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Hears for all who wait in this process that there may be something to claim: by one small look at the server now and
/// then, however many they are, and only while one of them waits. What this process requests itself is told at once.
/// </summary>
/// <param name="signal">The ledger's, on which all of them wait.</param>
/// <param name="lookAsync">What the server has, as a text that is another one when something came; null where it does not answer.</param>
sealed class WorkWatch(LedgerSignal signal, Func<CancellationToken, Task<string?>> lookAsync) : IAsyncDisposable
{
    // Some 16 looks a second. A worker that waits also claims once a second, with two statements: that stays below 20.
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(60);

    readonly CancellationTokenSource _end = new();
    readonly Lock _lock = new();
    Task _cycle = Task.CompletedTask;
    string? _found;
    long _seen;

    /// <summary>Ends when something may have come since the last call.</summary>
    /// <returns>False when only the time is over.</returns>
    /// <exception cref="ObjectDisposedException">The ledger is closed, or was meanwhile.</exception>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(atMost);
        while (true)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            var raised = signal.Next();
            if (HasSomethingNew())
                return true;
            Task first = Task.WhenAny(raised, Cycle()).WaitAsync(limit.Token);
            await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            // Another waiter may have noted it already.
            if (raised.IsCompleted || limit.IsCancellationRequested)
                return HasSomethingNew() || raised.IsCompleted;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested)
            return;
        await _end.CancelAsync();
        await Cycle().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    bool HasSomethingNew()
    {
        var count = signal.Count;
        return Interlocked.Exchange(ref _seen, count) != count;
    }

    /// <summary>The look that is under way with the pause after it, or the next.</summary>
    Task Cycle()
    {
        lock (_lock)
            return _cycle.IsCompleted && !_end.IsCancellationRequested ? _cycle = CycleAsync() : _cycle;
    }

    async Task CycleAsync()
    {
        try
        {
            // Without an answer no waiter is called: each asks when its time is over, and hears why there was none.
            if (await lookAsync(_end.Token) is { } now && now != _found)
            {
                _found = now;
                signal.Raise();
            }
        }
        finally
        {
            // Also after a look that broke: who waits would look again without end.
            await Task.Delay(s_pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
