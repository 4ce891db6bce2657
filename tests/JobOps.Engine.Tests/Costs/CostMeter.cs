using System.Diagnostics.Metrics;
using JobOps.Engine.Sql;

namespace JobOps.Engine.Tests.Costs;

/// <summary>Counts what all ledgers of this process ask of their databases, by the engine's meter.</summary>
sealed class CostMeter : IDisposable
{
    readonly MeterListener _listener = new();
    long _statements;
    long _roundTrips;

    public CostMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == LedgerMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            if (instrument.Name == "jobops.ledger.statements")
                Interlocked.Add(ref _statements, count);
            else
                Interlocked.Add(ref _roundTrips, count);
        });
        _listener.Start();
    }

    /// <summary>What the work asked for.</summary>
    public async Task<Cost> OfAsync(Func<Task> work)
    {
        var (statements, roundTrips) = (Interlocked.Read(ref _statements), Interlocked.Read(ref _roundTrips));
        await work();
        return new(Interlocked.Read(ref _statements) - statements, Interlocked.Read(ref _roundTrips) - roundTrips);
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>What some work asked of the database.</summary>
/// <param name="Statements">That the database executed; without begin and commit.</param>
/// <param name="RoundTrips">SQLite: transactions made durable. SQL Server: messages sent, with begin and commit.</param>
public sealed record Cost(long Statements, long RoundTrips);
