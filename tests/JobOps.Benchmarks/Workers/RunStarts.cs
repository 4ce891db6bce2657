using System.Threading.Channels;

namespace JobOps.Benchmarks.Workers;

/// <summary>When a worker started the runs that it was woken for, and when it was done with them.</summary>
sealed class RunStarts
{
    readonly Channel<long> _starts = Channel.CreateUnbounded<long>();
    readonly Channel<long> _ends = Channel.CreateUnbounded<long>();

    public void Started(long timestamp) => _starts.Writer.TryWrite(timestamp);

    public void Ended(long timestamp) => _ends.Writer.TryWrite(timestamp);

    /// <summary>The start of the next run, told when the run has ended.</summary>
    public async Task<long> NextAsync(CancellationToken cancellation)
    {
        var started = await _starts.Reader.ReadAsync(cancellation);
        await _ends.Reader.ReadAsync(cancellation);
        return started;
    }
}
