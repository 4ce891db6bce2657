using System.Text;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>
/// Counts the lines that a log gained and that a pattern matches. A log that was rotated is followed: what the old file gained at its
/// end and all of the new one. A log that is written later than the answer that it tells of cannot be counted so.
/// </summary>
public sealed class LoggedDatabaseCallCounter : IDatabaseCallCounter, IDisposable
{
    // What is behind so many bytes of a line is not looked at.
    const int LongestLine = 64 * 1024;

    static readonly TimeSpan s_longestMatch = TimeSpan.FromSeconds(1);

    readonly string _path;
    readonly Regex _pattern;
    FileStream? _file;

    /// <param name="path">The log, absolute.</param>
    /// <param name="pattern">A regular expression.</param>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid: there is no such file, it cannot be read, or the pattern cannot</exception>
    public LoggedDatabaseCallCounter(string path, string pattern)
    {
        (_path, Source) = (path, new() { Log = path, Pattern = pattern });
        try
        {
            _pattern = new(pattern, RegexOptions.CultureInvariant, s_longestMatch);
            _file = Open();
        }
        catch (ArgumentException exception)
        {
            throw new JobOpsException(Error.MeasuringPlanInvalid("the pattern", "a regular expression", exception.Message), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.MeasuringPlanInvalid("the log", "a file that can be read", exception.Message), exception);
        }
    }

    /// <inheritdoc/>
    public DatabaseCallSource Source { get; }

    /// <inheritdoc/>
    public Task BeginAsync(CancellationToken cancellation)
    {
        try
        {
            if (_file is null || IsAnother(_file))
            {
                _file?.Dispose();
                _file = Open();
            }
            _file.Seek(0, SeekOrigin.End);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Dispose();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<long?> EndAsync(CancellationToken cancellation)
    {
        if (_file is null)
            return null;
        try
        {
            // Cut where it stands, and written anew: what it had gained before is lost.
            if (_file.Length < _file.Position)
                return null;
            var count = await CountAsync(_file, cancellation);
            if (!IsAnother(_file))
                return count;
            await _file.DisposeAsync();
            _file = Open();
            return count + await CountAsync(_file, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Lets go of the log.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    // Whoever writes it may do so, move it away and delete it.
    FileStream Open() => new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>At the log's path there is another file than the one that was opened, or none.</summary>
    bool IsAnother(FileStream file)
    {
        if (!File.Exists(_path))
            return false;
        using var now = Open();
        return !FileIdentity.AreSame(file.SafeFileHandle, now.SafeFileHandle);
    }

    async Task<long> CountAsync(FileStream file, CancellationToken cancellation)
    {
        var (count, buffer, line) = (0L, new byte[64 * 1024], new MemoryStream());
        int read;
        while ((read = await file.ReadAsync(buffer, cancellation)) > 0)
            for (var rest = buffer.AsMemory(0, read); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var part = end < 0 ? rest : rest[..end];
                line.Write(part.Span[..(int)Math.Min(part.Length, LongestLine - line.Length)]);
                rest = end < 0 ? default : rest[(end + 1)..];
                if (end >= 0)
                    count += Matches(line);
            }
        // The last line may have no end yet.
        return count + Matches(line);
    }

    int Matches(MemoryStream line)
    {
        var isMatch = line.Length > 0 && _pattern.IsMatch(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r'));
        line.SetLength(0);
        return isMatch ? 1 : 0;
    }
}
