using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Renews a lease in the background until it is disposed, and says when the lease is lost.</summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    readonly IRunQueue _ledger;
    readonly CancellationTokenSource _lost = new();
    readonly CancellationTokenSource _stop = new();
    readonly Task _heartbeat;

    LeaseKeeper(IRunQueue ledger, Lease lease)
    {
        _ledger = ledger;
        Lease = lease;
        _heartbeat = Task.Run(BeatAsync);
    }

    /// <summary>Starts the heartbeat: a renewal each third of the lease's duration.</summary>
    public static LeaseKeeper Start(IRunQueue ledger, Lease lease) => new(ledger, lease);

    public Lease Lease { get; }

    /// <summary>Is cancelled as soon as the lease is lost, or could not be renewed until it expired.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <exception cref="JobOpsException">LeaseLost</exception>
    public void ThrowIfLost()
    {
        if (_lost.IsCancellationRequested)
            throw new JobOpsException(Error.LeaseLost(Lease.RunId));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _heartbeat;
        _stop.Dispose();
        _lost.Dispose();
    }

    async Task BeatAsync()
    {
        // Environment.TickCount64 stands still for nobody who sets the host's clock.
        var renewed = Environment.TickCount64;
        while (await NextBeatAsync())
        {
            try
            {
                var asked = Environment.TickCount64;
                await _ledger.RenewAsync(Lease, _stop.Token);
                renewed = asked;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.LeaseLost))
            {
                await _lost.CancelAsync();
                return;
            }
            catch (JobOpsException)
            {
                // The ledger does not answer. That is no reason to stop before the lease has run out.
                if (Environment.TickCount64 - renewed < Lease.Duration.TotalMilliseconds)
                    continue;
                await _lost.CancelAsync();
                return;
            }
        }
    }

    async Task<bool> NextBeatAsync()
    {
        try
        {
            await Task.Delay(Lease.Duration / 3, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
