using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// The PowerShell processes of a worker. The first work waits until one has started; from then on one waits for the next work,
/// until there was none for a while.
/// </summary>
/// <param name="program">PowerShell.</param>
/// <param name="module">The manifest of the module that they import, or its name.</param>
/// <param name="ledger">The address of the worker's ledger.</param>
public sealed class PowerShellHosts(PowerShellProgram program, string module, string ledger) : IAsyncDisposable
{
    // A one-line script is over by then, and its process has ended; a longer one does not mind: on a small machine the start of the
    // successor takes the processor from the work at hand.
    static readonly TimeSpan s_successorAfter = TimeSpan.FromMilliseconds(250);

    readonly Lock _lock = new();
    // New ones, and those that have done work in a runspace of their own.
    readonly Queue<Task<PowerShellHost>> _ready = [];
    readonly Queue<Task<PowerShellHost>> _used = [];
    readonly CancellationTokenSource _closing = new();
    Timer? _idle;
    int _inUse;
    volatile bool _hasServedProcess;

    /// <summary>Those of a worker; null where there is no PowerShell.</summary>
    /// <param name="ledger">The worker's.</param>
    /// <param name="module">The manifest of the module that they import, or its name.</param>
    /// <param name="mostReady">So many wait for work at most.</param>
    /// <param name="contained">Their work has cgroups of its own, where they may be made.</param>
    public static PowerShellHosts? Of(ILedger ledger, string module, int mostReady, bool contained = false)
    {
        try
        {
            return new(PowerShellProgram.Find(Environment.CurrentDirectory), module, ledger.Address)
            {
                MostReady = mostReady, Contained = contained,
            };
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.PowerShellNotFound))
        {
            return null;
        }
    }

    /// <summary>A host that waits so long for work is ended: some 150 MB for nothing.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// One that is not ready by then is ended. PowerShell starts in a second, and on a machine that is overloaded in some twenty.
    /// </summary>
    internal TimeSpan LongestStart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Their work has cgroups of its own, where they may be made.</summary>
    public bool Contained { get; init; }

    /// <summary>So many wait for work at most; 0 where nothing comes after the first.</summary>
    public int MostReady { get; init; } = 1;

    /// <summary>How many have done nothing yet, and wait for work now.</summary>
    public int Fresh
    {
        get
        {
            lock (_lock)
                return _ready.Count(host => host.IsCompletedSuccessfully);
        }
    }

    /// <summary>Has a host do something. It is ended then, unless it says that it can be used again.</summary>
    /// <exception cref="JobOpsException">PowerShellHostFailed</exception>
    internal async Task<T> WithAsync<T>(Isolation isolation, Func<PowerShellHost, Task<T>> work, CancellationToken cancellation)
    {
        var host = await TakeAsync(isolation, cancellation);
        var released = new TaskCompletionSource();
        Interlocked.Increment(ref _inUse);
        try
        {
            // One that is used again is its own successor; the first time it has taken one that others may want.
            if (isolation == Isolation.Process || (_hasServedProcess && !host.IsReusable))
                _ = PrepareSuccessorAsync(released.Task);
            _hasServedProcess |= isolation == Isolation.Process;
            return await work(host);
        }
        finally
        {
            Interlocked.Decrement(ref _inUse);
            await ReleaseAsync(host);
            released.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        List<Task<PowerShellHost>> ready;
        lock (_lock)
        {
            _idle?.Dispose();
            ready = [.. _ready, .. _used];
            _ready.Clear();
            _used.Clear();
        }
        await Task.WhenAll(ready.Select(EndAsync));
    }

    async Task<PowerShellHost> TakeAsync(Isolation isolation, CancellationToken cancellation)
    {
        while (true)
        {
            Task<PowerShellHost>? ready = null;
            lock (_lock)
                if (isolation == Isolation.Process || !_used.TryDequeue(out ready))
                    _ready.TryDequeue(out ready);
            if (ready is null)
                return await StartAsync(cancellation);
            try
            {
                // Where the caller waits no longer, it waits for the next one.
                var host = await ready.WaitAsync(cancellation);
                if (!host.HasExited)
                    return host;
                await host.DisposeAsync();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                Return(ready);
                throw;
            }
            catch (JobOpsException)
            {
                // It was started ahead of time. The one that is started now says what is wrong, if anything still is.
            }
        }
    }

    Task<PowerShellHost> StartAsync(CancellationToken cancellation) =>
        PowerShellHost.StartAsync(program, module, ledger, Contained, LongestStart, cancellation);

    async Task PrepareSuccessorAsync(Task released)
    {
        await Task.WhenAny(released, Task.Delay(s_successorAfter));
        lock (_lock)
        {
            if (_closing.IsCancellationRequested || _ready.Count >= MostReady)
                return;
            _ready.Enqueue(StartAsync(_closing.Token));
            WaitForIdle();
        }
    }

    async ValueTask ReleaseAsync(PowerShellHost host)
    {
        lock (_lock)
            if (host is { IsReusable: true, HasExited: false } && !_closing.IsCancellationRequested && MostReady > 0)
            {
                _used.Enqueue(Task.FromResult(host));
                WaitForIdle();
                return;
            }
        await host.DisposeAsync();
    }

    void WaitForIdle()
    {
        _idle?.Dispose();
        _idle = new(_ => _ = ShrinkAsync(), state: null, IdleTime, IdleTime);
    }

    void Return(Task<PowerShellHost> ready)
    {
        lock (_lock)
            if (!_closing.IsCancellationRequested)
            {
                _ready.Enqueue(ready);
                return;
            }
        _ = EndAsync(ready);
    }

    async Task ShrinkAsync()
    {
        if (Volatile.Read(ref _inUse) > 0)
            return;
        List<Task<PowerShellHost>> idle;
        lock (_lock)
        {
            idle = [.. _ready, .. _used];
            _ready.Clear();
            _used.Clear();
            _idle?.Dispose();
            _idle = null;
        }
        await Task.WhenAll(idle.Select(EndAsync));
    }

    static async Task EndAsync(Task<PowerShellHost> ready)
    {
        try
        {
            await (await ready).DisposeAsync();
        }
        catch (Exception exception) when (exception is JobOpsException or OperationCanceledException)
        {
            // It never was ready.
        }
    }
}
