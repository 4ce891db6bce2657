using System.Collections.Concurrent;
using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Renews all leases of a worker with one heartbeat, a third of a lease's duration apart, and tells the runs whose lease
/// is lost or that are to be stopped.
/// </summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    // As long as one waits for a stop to be felt; a look is one statement for all runs of a worker.
    static readonly TimeSpan s_lookForStops = TimeSpan.FromSeconds(1);

    readonly IRunClaims _claims;
    readonly string _worker;
    readonly TimeSpan _duration;
    readonly Action<JobOpsError>? _trouble;
    readonly ConcurrentDictionary<Lease, HeldLease> _held = new();
    readonly CancellationTokenSource _end = new();
    readonly Task _heartbeat;

    LeaseKeeper(IRunClaims claims, string worker, TimeSpan duration, Action<JobOpsError>? trouble)
    {
        _trouble = trouble;
        _claims = claims;
        _worker = worker;
        _duration = duration;
        _heartbeat = Task.Run(BeatAsync);
    }

    /// <summary>Starts the heartbeat.</summary>
    /// <param name="claims">The ledger's.</param>
    /// <param name="worker">The worker's incarnation.</param>
    /// <param name="duration">How long a lease lasts without renewal.</param>
    /// <param name="trouble">Is told each time the ledger does not answer: a worker whose hands are full asks for nothing else.</param>
    public static LeaseKeeper Start(
        IRunClaims claims, string worker, TimeSpan duration, Action<JobOpsError>? trouble = null) =>
        new(claims, worker, duration, trouble);

    /// <summary>Renews this lease, too, until it is disposed.</summary>
    public HeldLease Hold(Lease lease)
    {
        var held = new HeldLease(lease, it => _held.TryRemove(it, out _));
        _held[lease] = held;
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _heartbeat;
        _end.Dispose();
    }

    async Task BeatAsync()
    {
        // The monotonic clock goes on when the host's is set.
        var renewed = Environment.TickCount64;
        var beat = renewed + Third;
        while (await NextLookAsync(beat))
        {
            try
            {
                if (Environment.TickCount64 < beat)
                {
                    await InTimeAsync(Third, StopWantedAsync);
                    continue;
                }
                var asked = Environment.TickCount64;
                beat = asked + Third;
                await InTimeAsync(TimeLeft(renewed), RenewAsync);
                renewed = asked;
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is JobOpsException or OperationCanceledException)
            {
                if (exception is JobOpsException { Error: var error })
                    _trouble?.Invoke(error);
                // The ledger does not answer. That is no reason to stop before the leases have run out.
                if (Environment.TickCount64 - renewed >= Duration)
                    foreach (var held in _held.Values)
                        held.Lose();
            }
        }
    }

    long Duration => (long)_duration.TotalMilliseconds;

    long Third => Duration / 3;

    /// <summary>Milliseconds until the leases have run out; where they have, a whole lease to get a sign of life.</summary>
    long TimeLeft(long renewed) =>
        renewed + Duration - Environment.TickCount64 is > 0 and var left ? left : Duration;

    /// <summary>A connection may be dead and never say so: an answer that comes too late is none.</summary>
    async Task InTimeAsync(long milliseconds, Func<CancellationToken, Task> ask)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(TimeSpan.FromMilliseconds(milliseconds));
        await ask(limit.Token).WaitAsync(limit.Token);
    }

    async Task RenewAsync(CancellationToken cancellation)
    {
        foreach (var lost in await _claims.RenewAsync(_worker, [.. _held.Keys], cancellation))
            Find(lost)?.Lose();
    }

    async Task StopWantedAsync(CancellationToken cancellation)
    {
        if (_held.IsEmpty)
            return;
        foreach (var request in await _claims.GetStopRequestsAsync(_worker, cancellation))
            _held.FirstOrDefault(pair => pair.Key.RunId == request.RunId).Value?.Stop(request);
    }

    HeldLease? Find(Lease lease) => _held.GetValueOrDefault(lease);

    /// <summary>Waits for the next look at stop requests, or for the next beat where that comes first.</summary>
    async Task<bool> NextLookAsync(long beat)
    {
        try
        {
            var untilBeat = TimeSpan.FromMilliseconds(Math.Max(0, beat - Environment.TickCount64));
            await Task.Delay(untilBeat < s_lookForStops ? untilBeat : s_lookForStops, _end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>A lease that a <see cref="LeaseKeeper"/> renews until it is disposed.</summary>
public sealed class HeldLease : IDisposable
{
    readonly CancellationTokenSource _lost = new();
    readonly CancellationTokenSource _stop = new();
    readonly Action<Lease> _letGo;

    internal HeldLease(Lease lease, Action<Lease> letGo)
    {
        Lease = lease;
        _letGo = letGo;
    }

    /// <summary>A lease that another process renews: this one hears of its loss only from the ledger.</summary>
    public static HeldLease Elsewhere(Lease lease) => new(lease, _ => { });

    public Lease Lease { get; }

    /// <summary>Is cancelled as soon as the lease is lost, or could not be renewed until it expired.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Is cancelled when the run is to be stopped.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Who wants it stopped, and why; null while it may go on.</summary>
    public StopRequest? StopRequest { get; private set; }

    /// <exception cref="JobOpsException">LeaseLost</exception>
    public void ThrowIfLost()
    {
        if (_lost.IsCancellationRequested)
            throw new JobOpsException(Error.LeaseLost(Lease.RunId));
    }

    public void Dispose() => _letGo(Lease);

    internal void Lose() => _lost.Cancel();

    internal void Stop(StopRequest request)
    {
        StopRequest = request;
        _stop.Cancel();
    }
}
