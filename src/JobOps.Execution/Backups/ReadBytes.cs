using System.Buffers.Binary;

namespace JobOps.Execution;

/// <summary>Bytes on their way to a reader: how many there were, and the last four of them.</summary>
/// <param name="source">Gives them; stays open.</param>
sealed class ReadBytes(Stream source) : Stream
{
    readonly byte[] _last = new byte[sizeof(uint)];

    /// <summary>How many were read.</summary>
    public long Count { get; private set; }

    /// <summary>The last four as a number, the lowest first; as gzip ends, with the length of what is compressed.</summary>
    public uint Last => BinaryPrimitives.ReadUInt32LittleEndian(_last);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => Note(buffer, source.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        return Note(buffer.Span, count);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int Note(ReadOnlySpan<byte> buffer, int count)
    {
        Count += count;
        var kept = Math.Min(count, _last.Length);
        _last.AsSpan(kept).CopyTo(_last);
        buffer[(count - kept)..count].CopyTo(_last.AsSpan(_last.Length - kept));
        return count;
    }
}
