using System.Diagnostics.Metrics;
using JobOps.Engine.Sql;

namespace JobOps.Engine.Tests.Costs;

/// <summary>Counts what all ledgers of this process ask of their databases, by the engine's meter.</summary>
sealed class CostMeter : IDisposable
{
    readonly MeterListener _listener = new();
    long _statements;
    long _roundTrips;
    volatile Goal? _goal;

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
                Note(Interlocked.Add(ref _statements, count));
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

    /// <summary>Ends when so many statements were counted since the meter was made.</summary>
    public Task ReachedAsync(long statements, CancellationToken cancellation)
    {
        var goal = new Goal(statements);
        _goal = goal;
        goal.Note(Interlocked.Read(ref _statements));
        return goal.Reached.WaitAsync(cancellation);
    }

    void Note(long count) => _goal?.Note(count);

    sealed class Goal(long statements)
    {
        readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Note(long count)
        {
            if (count >= statements)
                _reached.TrySetResult();
        }
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>What some work asked of the database.</summary>
/// <param name="Statements">That the database executed; without begin and commit.</param>
/// <param name="RoundTrips">SQLite: transactions made durable. SQL Server: messages sent, with begin and commit.</param>
public sealed record Cost(long Statements, long RoundTrips);
