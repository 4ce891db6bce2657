using System.Text;
using System.Text.Json;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// What a worker and a PowerShell host say to each other: one JSON object a line. A stream of its own, so that whatever a script
/// prints is output and nothing else.
/// </summary>
public sealed class HostChannel(Stream stream) : IDisposable
{
    /// <summary>The environment variable in which a host finds the name of the pipe.</summary>
    public const string Variable = "JOBOPS_HOST_PIPE";

    // Characters. What is longer is no message: whoever writes it would have this process keep it all.
    const int LongestMessage = 64 * 1024 * 1024;

    readonly StreamReader _reader = new(stream, Encoding.UTF8);
    readonly StringBuilder _line = new();
    readonly char[] _buffer = new char[4096];
    int _from;
    int _to;
    readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Says something. Where nobody listens any more, nothing happens: the other side's end is told by its own reader.</summary>
    public async Task WriteAsync<T>(T message)
    {
        await _writing.WaitAsync();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(LedgerJson.Write(message) + "\n"));
            await stream.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Hears the next message; null when the other side has ended.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public async Task<T?> ReadAsync<T>(CancellationToken cancellation = default)
        where T : class
    {
        try
        {
            return await ReadLineAsync(cancellation) is { } line
                ? LedgerJson.Read<T>(line) ?? throw new JsonException("a message that is null")
                : null;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        _line.Clear();
        while (true)
        {
            if (_from == _to)
                (_from, _to) = (0, await _reader.ReadAsync(_buffer, cancellation));
            if (_to == 0)
                return null;
            var end = Array.IndexOf(_buffer, '\n', _from, _to - _from);
            _line.Append(_buffer, _from, (end < 0 ? _to : end) - _from);
            _from = end < 0 ? _to : end + 1;
            if (end >= 0)
                return _line.ToString();
            if (_line.Length > LongestMessage)
                throw new JsonException("a line that does not end");
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writing.Dispose();
    }
}
