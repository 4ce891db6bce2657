namespace JobOps.Execution;

/// <summary>A stream that is read in sections: what has come of it, and is not taken yet.</summary>
sealed class SectionSource(Stream stream)
{
    readonly byte[] _chunk = new byte[16 * 1024];
    byte[] _pending = [];

    /// <summary>No more will come.</summary>
    public bool IsComplete { get; private set; }

    public ReadOnlySpan<byte> Pending => _pending;

    public async Task FillAsync(CancellationToken cancellation)
    {
        var count = await stream.ReadAsync(_chunk, cancellation);
        if (count == 0)
            IsComplete = true;
        else
            _pending = [.. _pending, .. _chunk.AsSpan(0, count)];
    }

    public void Take(int count, Memory<byte> buffer)
    {
        _pending.AsSpan(0, count).CopyTo(buffer.Span);
        Skip(count);
    }

    public void Skip(int count) => _pending = _pending[count..];
}
