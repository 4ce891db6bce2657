namespace JobOps.Execution;

/// <summary>Writes what a process prints as text.</summary>
/// <param name="writer">Where it goes; it stays open.</param>
public sealed class DecodedOutput(TextWriter writer) : Stream
{
    readonly OutputDecoder _decoder = new(ConsoleCodePage.Current);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => writer.Write(_decoder.Decode(buffer));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            writer.Write(_decoder.End());
        base.Dispose(disposing);
    }
}
