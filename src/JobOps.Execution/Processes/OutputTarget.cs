namespace JobOps.Execution;

/// <summary>Where what a process prints is passed on to: byte for byte, or as text to a console that is given characters.</summary>
public sealed class OutputTarget : IDisposable
{
    readonly Stream? _stream;
    readonly TextWriter? _console;
    readonly OutputDecoder? _decoder;

    /// <param name="stream">Takes the bytes.</param>
    public OutputTarget(Stream stream) => _stream = stream;

    /// <param name="console">Takes the text; it stays open.</param>
    public OutputTarget(TextWriter console) => (_console, _decoder) = (console, new(ConsoleCodePage.Current));

    /// <summary>Passes bytes on at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _stream?.Write(bytes);
        _stream?.Flush();
        _console?.Write(_decoder!.Decode(bytes));
        _console?.Flush();
    }

    /// <summary>Passes on what was held back of a character that did not end.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _console?.Write(_decoder!.End());
    }
}
