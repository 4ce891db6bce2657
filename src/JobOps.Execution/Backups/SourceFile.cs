using System.Security.Cryptography;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>
/// A file as a backup reads it: exactly as long as it was when it was opened, because an archive says the length first. Whatever
/// else becomes of it meanwhile is noticed.
/// </summary>
sealed class SourceFile : Stream
{
    readonly string _path;
    readonly FileStream _file;
    readonly DateTime _modified;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _position;
    bool _shrunk;

    /// <exception cref="FileNotFoundException">It has gone.</exception>
    /// <exception cref="JobOpsException">BackupFileUnreadable</exception>
    public SourceFile(string path)
    {
        _path = path;
        try
        {
            _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Length = _file.Length;
            _modified = File.GetLastWriteTimeUtc(_file.SafeFileHandle);
        }
        catch (Exception exception) when (
            exception is UnauthorizedAccessException or IOException and not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw Unreadable(exception);
        }
    }

    public override long Length { get; }

    /// <summary>When it was altered last, before it was read.</summary>
    public DateTimeOffset Modified => new(_modified);

    /// <summary>SHA-256 of what was read.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <summary>Whether it was altered while it was read.</summary>
    public bool HasChanged() =>
        _shrunk || RandomAccess.GetLength(_file.SafeFileHandle) != Length || File.GetLastWriteTimeUtc(_file.SafeFileHandle) != _modified;

    public override bool CanRead => true;

    // A writer of archives asks what can be sought for its length. None seeks.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var wanted = Wanted(buffer);
            return Take(wanted, _file.Read(wanted));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var wanted = buffer[..Wanted(buffer.Span).Length];
            var count = await _file.ReadAsync(wanted, cancellationToken);
            return Take(wanted.Span, count);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
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

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        _hash.Dispose();
        base.Dispose(disposing);
    }

    Span<byte> Wanted(Span<byte> buffer) => buffer[..(int)Math.Min(buffer.Length, Length - _position)];

    // Of a file that was cut the rest is zeros: the length is said already.
    int Take(Span<byte> wanted, int count)
    {
        if (count == 0 && wanted.Length > 0)
        {
            _shrunk = true;
            wanted.Clear();
            count = wanted.Length;
        }
        _hash.AppendData(wanted[..count]);
        _position += count;
        return count;
    }

    JobOpsException Unreadable(Exception exception) => new(Error.BackupFileUnreadable(_path, exception.Message), exception);
}
