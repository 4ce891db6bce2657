using System.Buffers;
using System.Text;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Turns what a process prints into lines of the log: every character kept but NUL, secrets never parted. Who shows them makes
/// control characters visible. Of more than the cap, the head and the tail are kept.
/// </summary>
/// <param name="log">Where the lines go.</param>
/// <param name="stepName">The step that prints; null where it is no step.</param>
/// <param name="cap">Characters kept from the head, and as many from the tail.</param>
sealed class OutputCapture(RunLog log, string? stepName, int cap)
{
    // NUL is the one character that not every database keeps.
    const char Nul = '\0';

    static readonly SearchValues<char> s_notKept = SearchValues.Create(['\n', '\r', Nul]);

    readonly Lock _lock = new();
    readonly Queue<(LogStream Stream, string Text)> _tail = [];
    readonly Dictionary<LogStream, string> _lastLines = [];
    readonly StringBuilder _standardOutput = new();
    long _headLength;
    long _tailLength;
    long _omitted;

    /// <summary>
    /// The last line on standard error, or where there is none on standard output, masked; for the error of a failed
    /// step. The order between the two streams is not promised.
    /// </summary>
    public string LastLine => _lastLines.GetValueOrDefault(LogStream.Error) ?? _lastLines.GetValueOrDefault(LogStream.Output) ?? "";

    /// <summary>Standard output as text, as it is; at most the cap.</summary>
    public string StandardOutput => _standardOutput.ToString();

    /// <summary>True when <see cref="StandardOutput"/> is not all of it.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Reads a stream to its end.</summary>
    public Task ReadAsync(Stream source, LogStream stream, CancellationToken cancellation) =>
        ReadAsync(source.ReadAsync, stream, cancellation);

    /// <summary>Reads until there is no more.</summary>
    /// <param name="read">Puts bytes into a buffer; returns how many, 0 at the end.</param>
    /// <param name="stream">Which stream of the process it is.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ReadAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, LogStream stream, CancellationToken cancellation)
    {
        var decoder = new OutputDecoder(ConsoleCodePage.Current);
        var bytes = new byte[16 * 1024];
        var line = new StringBuilder();
        var passed = log.Passing(stream);
        try
        {
            int count;
            while ((count = await read(bytes, cancellation)) > 0)
            {
                passed?.Write(bytes.AsSpan(0, count));
                Take(decoder.Decode(bytes.AsSpan(0, count)), line, stream);
            }
        }
        finally
        {
            Take(decoder.End(), line, stream);
            if (line.Length > 0)
                Emit(stream, line.ToString());
            passed?.End();
        }
    }

    /// <summary>Writes the tail, once both streams have ended.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (_omitted > 0)
                log.Write(LogStream.JobOps, stepName, FormattableString.Invariant($"… {_omitted:N0} characters left out …"));
            foreach (var (stream, text) in _tail)
                log.Write(stream, stepName, text);
            _tail.Clear();
        }
    }

    void Take(string text, StringBuilder line, LogStream stream)
    {
        if (stream == LogStream.Output)
            Keep(text);
        Split(text, line, stream);
    }

    void Keep(ReadOnlySpan<char> text)
    {
        var room = cap - _standardOutput.Length;
        if (text.Length > room)
            Truncated = true;
        _standardOutput.Append(text[..Math.Min(room, text.Length)]);
    }

    void Split(ReadOnlySpan<char> text, StringBuilder line, LogStream stream)
    {
        while (text.Length > 0)
        {
            var at = text.IndexOfAny(s_notKept);
            line.Append(at < 0 ? text : text[..at]);
            while (line.Length >= LogLine.LongestText + log.Mask.Longest)
                EmitFirstPart(stream, line);
            if (at < 0)
                return;
            if (text[at] == Nul)
                line.Append('\uFFFD');
            else if (line.Length > 0)
            {
                Emit(stream, line.ToString());
                line.Clear();
            }
            text = text[(at + 1)..];
        }
    }

    void EmitFirstPart(LogStream stream, StringBuilder line)
    {
        var text = line.ToString();
        var cut = log.Mask.SafeCut(text, LogLine.LongestText);
        Emit(stream, text[..cut]);
        line.Remove(0, cut);
    }

    void Emit(LogStream stream, string text)
    {
        lock (_lock)
        {
            _lastLines[stream] = log.Mask.Apply(text);
            if (_headLength + text.Length <= cap && _tail.Count == 0)
            {
                _headLength += text.Length;
                log.Write(stream, stepName, text);
                return;
            }
            _tail.Enqueue((stream, text));
            _tailLength += text.Length;
            while (_tailLength > cap)
            {
                var length = _tail.Dequeue().Text.Length;
                _tailLength -= length;
                _omitted += length;
            }
        }
    }
}
