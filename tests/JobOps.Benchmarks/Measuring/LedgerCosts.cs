using System.Diagnostics.Metrics;

namespace JobOps.Benchmarks.Measuring;

/// <summary>Counts what the ledger asks of its database, by the engine's own meter.</summary>
sealed class LedgerCosts : IDisposable
{
    readonly MeterListener _listener = new();
    long _statements;
    long _roundTrips;

    public LedgerCosts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "JobOps.Engine")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "jobops.ledger.statements")
                Interlocked.Add(ref _statements, value);
            else if (instrument.Name == "jobops.ledger.round_trips")
                Interlocked.Add(ref _roundTrips, value);
        });
        _listener.Start();
    }

    /// <summary>What some work asks for, by operation.</summary>
    public async Task<(double Statements, double RoundTrips)> OfAsync(int operations, Func<Task> work)
    {
        var (statements, roundTrips) = (Interlocked.Read(ref _statements), Interlocked.Read(ref _roundTrips));
        await work();
        return (
            (double)(Interlocked.Read(ref _statements) - statements) / operations,
            (double)(Interlocked.Read(ref _roundTrips) - roundTrips) / operations);
    }

    public void Dispose() => _listener.Dispose();
}
