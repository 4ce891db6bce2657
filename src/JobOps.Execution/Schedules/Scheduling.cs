namespace JobOps.Execution;

/// <summary>A scheduler at work beside a worker, until both end.</summary>
sealed class Scheduling : IAsyncDisposable
{
    readonly CancellationTokenSource _stop;
    readonly Task _work;

    Scheduling(Scheduler scheduler, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _work = Task.Run(() => scheduler.RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Begins; a worker that ends takes nothing new, and so does the scheduler beside it.</summary>
    public static Scheduling Start(Scheduler scheduler, CancellationToken stop) => new(scheduler, stop);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }
}
