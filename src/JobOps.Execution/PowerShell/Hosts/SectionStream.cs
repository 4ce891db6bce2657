namespace JobOps.Execution;

/// <summary>
/// One section of a stream that others follow: it ends with a mark, which whoever writes the stream puts between them.
/// </summary>
/// <param name="source">The stream. What of it comes after the mark stays for the next section.</param>
/// <param name="mark">What stands behind the section.</param>
sealed class SectionStream(SectionSource source, byte[] mark) : Stream
{
    bool _ended;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended)
        {
            var pending = source.Pending;
            var at = pending.IndexOf(mark);
            // The first bytes of a mark may be all that has come of it.
            var safe = at >= 0 ? at : source.IsComplete ? pending.Length : pending.Length - mark.Length + 1;
            if (safe > 0)
            {
                var count = Math.Min(safe, buffer.Length);
                source.Take(count, buffer);
                return count;
            }
            if (at == 0)
                source.Skip(mark.Length);
            _ended = at == 0 || source.IsComplete;
            if (!_ended)
                await source.FillAsync(cancellationToken);
        }
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

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
