using System.Text;
using JobOps.Agent.Rendering;
using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Exec;

/// <summary>
/// Passes the output of one command on to our own standard output and standard error, as it comes; or holds it, and what there is
/// to say beside it, until it is known that somebody has to see it. Of much that is held, the head and the tail are kept.
/// </summary>
/// <param name="screen">Where sentences go. With <c>--json</c> nothing is passed on: the log has it.</param>
/// <param name="holds">Nothing is shown before <see cref="Release"/>.</param>
sealed class CommandOutput(Screen screen, bool holds) : IRunObserver, IDisposable
{
    /// <summary>Of what is held this many bytes are kept from the head, and as many from the tail.</summary>
    const int Cap = 256 * 1024;

    readonly OutputTarget _standardOutput = Open(Console.OpenStandardOutput, Console.IsOutputRedirected, Console.Out);
    readonly OutputTarget _standardError = Open(Console.OpenStandardError, Console.IsErrorRedirected, Console.Error);
    readonly Lock _lock = new();
    readonly List<(LogStream Stream, byte[] Bytes)> _head = [];
    readonly Queue<(LogStream Stream, byte[] Bytes)> _tail = [];
    bool _holds = holds;
    long _headLength;
    long _tailLength;
    long _omitted;

    /// <summary>The run whose output it is; 0 for one without a ledger. That of others is in their logs.</summary>
    public long RunId { get; set; }

    /// <summary>A sentence beside the output, on standard error.</summary>
    public void Tell(string sentence)
    {
        if (!screen.IsJson)
            Take(LogStream.Error, Encoding.UTF8.GetBytes(Values.Visible.Line(sentence) + Environment.NewLine));
    }

    /// <summary>Lines of a log, where another worker has executed the run.</summary>
    public void Pass(IEnumerable<LogLine> lines)
    {
        if (!screen.IsJson)
            foreach (var line in lines.Where(line => line.Stream != LogStream.JobOps))
                Take(line.Stream, Encoding.UTF8.GetBytes(line.Text + Environment.NewLine));
    }

    /// <summary>Somebody has to see it: what was held is shown, and what comes from now on at once.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _holds = false;
            foreach (var (stream, bytes) in _head)
                Write(stream, bytes);
            if (_omitted > 0)
                Write(LogStream.Error, Encoding.UTF8.GetBytes(
                    FormattableString.Invariant($"… {_omitted:N0} bytes left out …") + Environment.NewLine));
            foreach (var (stream, bytes) in _tail)
                Write(stream, bytes);
            _head.Clear();
            _tail.Clear();
        }
    }

    public Action<ReadOnlyMemory<byte>>? Passing(long runId, LogStream stream) =>
        screen.IsJson || runId != RunId ? null : bytes => Take(stream, bytes);

    public void Line(LogLine line)
    {
    }

    public void StepStarting(JobRun run, string stepName, int number, int count)
    {
    }

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered)
    {
    }

    void Take(LogStream stream, ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (!_holds)
                Write(stream, bytes);
            else if (_headLength + bytes.Length <= Cap && _tail.Count == 0)
            {
                _head.Add((stream, bytes.ToArray()));
                _headLength += bytes.Length;
            }
            else
                HoldTail(stream, bytes);
        }
    }

    void HoldTail(LogStream stream, ReadOnlyMemory<byte> bytes)
    {
        _tail.Enqueue((stream, bytes.ToArray()));
        _tailLength += bytes.Length;
        while (_tailLength > Cap)
        {
            var length = _tail.Dequeue().Bytes.Length;
            _tailLength -= length;
            _omitted += length;
        }
    }

    // A console of Windows is given characters.
    static OutputTarget Open(Func<Stream> open, bool redirected, TextWriter writer) =>
        OperatingSystem.IsWindows() && !redirected ? new(writer) : new(open());

    public void Dispose()
    {
        _standardOutput.Dispose();
        _standardError.Dispose();
    }

    void Write(LogStream stream, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var target = stream == LogStream.Output ? _standardOutput : _standardError;
            target.Write(bytes.Span);
        }
        catch (IOException)
        {
            // Who read it has gone, as with "| head". The command goes on, and its log has the rest.
        }
    }
}
