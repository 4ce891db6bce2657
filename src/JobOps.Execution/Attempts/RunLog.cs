using System.Threading.Channels;
using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Collects the lines of a run, masks their secrets, and writes them to the ledger in batches.</summary>
public sealed class RunLog : IAsyncDisposable
{
    // Chosen, not measured: a commit that so many lines share hardly counts.
    const int LargestBatch = 200;

    readonly Channel<LogLine> _lines = Channel.CreateUnbounded<LogLine>(new() { SingleReader = true });
    readonly IRunLog _log;
    readonly Lease _lease;
    readonly IRunObserver? _observer;
    readonly Lock _lock = new();
    Task? _writer;

    public RunLog(IRunLog log, Lease lease, SecretMask mask, IRunObserver? observer)
    {
        _log = log;
        _lease = lease;
        _observer = observer;
        Mask = mask;
    }

    public SecretMask Mask { get; }

    /// <summary>Takes a line. Returns at once; the line is in the ledger at the latest when the log is disposed.</summary>
    public void Write(LogStream stream, string? step, string text)
    {
        var line = new LogLine
        {
            RunId = _lease.RunId, At = DateTimeOffset.UtcNow, Stream = stream, StepName = step, Text = Mask.Apply(text),
        };
        _observer?.Line(line);
        _lines.Writer.TryWrite(line);
        lock (_lock)
            _writer ??= Task.Run(WriteAsync);
    }

    /// <summary>Passes a stream on to whoever watches, masked; null where nobody wants it.</summary>
    internal PassedOutput? Passing(LogStream stream) =>
        _observer?.Passing(_lease.RunId, stream) is { } pass ? new(Mask, pass, ConsoleCodePage.Current) : null;

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        if (_writer is not null)
            await _writer;
    }

    async Task WriteAsync()
    {
        var batch = new List<LogLine>(LargestBatch);
        while (await _lines.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _lines.Reader.TryRead(out var line))
                batch.Add(line);
            try
            {
                await _log.AppendAsync(_lease, batch);
            }
            catch (JobOpsException)
            {
                // A log that cannot be written must not stop the work that it tells of: if the ledger or the lease is
                // gone, the next step says so.
            }
        }
    }
}
