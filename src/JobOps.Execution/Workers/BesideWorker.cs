namespace JobOps.Execution;

/// <summary>Work that goes on beside a worker, until both end: a worker that ends takes nothing new, and so does it.</summary>
sealed class BesideWorker : IAsyncDisposable
{
    readonly CancellationTokenSource _stop;
    readonly Task _work;

    BesideWorker(IEnumerable<Func<CancellationToken, Task>> works, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _work = Task.WhenAll(works.Select(work => Task.Run(() => work(_stop.Token), CancellationToken.None)));
    }

    /// <summary>Begins. None of them ends by itself, whatever it meets.</summary>
    public static BesideWorker Start(IEnumerable<Func<CancellationToken, Task>> works, CancellationToken stop) => new(works, stop);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }
}
