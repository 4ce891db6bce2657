using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>
/// The last lines that programs have written to their standard error: where one fails, they are mostly the cause, and its exit
/// code is not.
/// </summary>
sealed class LastErrorLines
{
    const int Most = 3;

    // What a program writes to its standard error arrives as error records, though it is mostly no error.
    const string NativeError = "NativeCommandError";

    readonly Queue<string> _lines = new();

    /// <summary>Whether it is a line that a program wrote, and no error of PowerShell.</summary>
    public static bool IsLine(ErrorRecord error) => error.FullyQualifiedErrorId.StartsWith(NativeError, StringComparison.Ordinal);

    /// <summary>Takes a line.</summary>
    public void Add(string line)
    {
        if (line.Trim().Length == 0)
            return;
        _lines.Enqueue(line.Trim());
        while (_lines.Count > Most)
            _lines.Dequeue();
    }

    /// <summary>Forgets them: another step begins.</summary>
    public void Clear() => _lines.Clear();

    /// <summary>The cause of a failure, with the lines where a program was it.</summary>
    public string With(Exception exception)
    {
        var cause = FailureCause.Of(exception);
        return FailureCause.IsProgram(exception) && _lines.Count > 0
            ? $"{cause} It said: {string.Join(" / ", _lines)}"
            : cause;
    }
}
