namespace JobOps.Cmdlets;

/// <summary>Lets many use a ledger at once until it is closed, which waits for those who are at it.</summary>
sealed class LedgerUse
{
    readonly Lock _lock = new();
    readonly CancellationTokenSource _closing = new();
    readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _users;

    /// <summary>Ends what waits for the ledger when it is closed.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <exception cref="OperationCanceledException">The ledger is closed.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> use)
    {
        lock (_lock)
        {
            Closing.ThrowIfCancellationRequested();
            _users++;
        }
        try
        {
            return await use();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends when the last user has let go of the ledger.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
            _users++;
        await _closing.CancelAsync();
        Leave();
        await _unused.Task;
    }

    void Leave()
    {
        lock (_lock)
            if (--_users == 0 && _closing.IsCancellationRequested)
                _unused.TrySetResult();
    }
}
