namespace JobOps.Cmdlets;

/// <summary>
/// Does things one after the other, on the thread pool. Each job has its own: whoever receives one job slowly, or waits
/// for another one meanwhile, holds up that one job only.
/// </summary>
sealed class SerialWork
{
    readonly Lock _lock = new();
    Task _last = Task.CompletedTask;

    /// <summary>Ends when this action has been done.</summary>
    public Task Add(Action action)
    {
        lock (_lock)
            return _last = _last.ContinueWith(
                _ => action(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
