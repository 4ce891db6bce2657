using System.Security.Cryptography;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// An archive as long as it is written: a hidden file for its owner alone, which gets its name at the end, or goes. It is locked until
/// then, so that another backup can tell it from what a dead one has left.
/// </summary>
sealed class ArchiveFile : Stream
{
    readonly string _folder;
    readonly BackupName _name;
    readonly string _partial;
    readonly FileStream _file;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    bool _finished;

    /// <exception cref="JobOpsException">BackupNotWritten</exception>
    public ArchiveFile(string folder, BackupName name)
    {
        (_folder, _name, _partial) = (folder, name, Path.Combine(folder, name.Partial));
        try
        {
            _file = OwnerOnly.CreateFile(_partial, bufferSize: 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(exception);
        }
    }

    /// <summary>Whether nothing was written yet.</summary>
    public bool IsEmpty => _file.Position == 0;

    /// <summary>The archive, once it has its name.</summary>
    public string FullPath => Path.Combine(_folder, $"{_name}");

    /// <summary>Makes the file durable and gives it its name, and its record before: an archive is never without.</summary>
    /// <param name="record">Makes its record out of its SHA-256, its size and the time of its last change.</param>
    /// <exception cref="JobOpsException">BackupNotWritten</exception>
    public BackupRecord Finish(Func<string, long, DateTimeOffset, BackupRecord> record)
    {
        try
        {
            _file.Flush(flushToDisk: true);
            var finished = record(
                Convert.ToHexStringLower(_hash.GetHashAndReset()), _file.Length,
                new(File.GetLastWriteTimeUtc(_file.SafeFileHandle)));
            BackupFolder.WriteRecord(FullPath, finished);
            // Windows renames no open file. On others the lock holds until it has its name.
            if (OperatingSystem.IsWindows())
                _file.Dispose();
            File.Move(_partial, FullPath);
            _finished = true;
            return finished;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(exception);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
            _hash.AppendData(buffer);
        }
        catch (IOException exception)
        {
            throw NotWritten(exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _file.WriteAsync(buffer, cancellationToken);
            _hash.AppendData(buffer.Span);
        }
        catch (IOException exception)
        {
            throw NotWritten(exception);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Once, at the end.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What could not be written at the end is of a file that goes.
        }
        finally
        {
            _hash.Dispose();
            if (!_finished)
            {
                File.Delete(_partial);
                if (!File.Exists(FullPath))
                    File.Delete(BackupName.RecordOf(FullPath));
            }
        }
        base.Dispose(disposing);
    }

    JobOpsException NotWritten(Exception exception) => new(Error.BackupNotWritten(FullPath, exception.Message), exception);
}
