using System.Text;

namespace JobOps.Execution;

/// <summary>A line, or a piece of a very long one.</summary>
/// <param name="Text">Without its line break.</param>
/// <param name="Number">From 1 on.</param>
/// <param name="IsContinued">Another piece of this line came before.</param>
readonly record struct FedLine(string Text, int Number, bool IsContinued);

/// <summary>Parts what comes in pieces into lines, of which none takes more memory than it may.</summary>
/// <param name="take">Is given each line.</param>
sealed class LineFeed(Action<FedLine> take)
{
    // A program that was pressed into one line has a megabyte. The overlap keeps whole what stands at the seam.
    const int Longest = 64 * 1024;
    const int Overlap = 512;

    readonly StringBuilder _line = new();
    int _number = 1;
    bool _isContinued;

    public void Feed(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('\n') is >= 0 and var at)
        {
            Append(text[..at]);
            Emit();
            (_number, _isContinued) = (_number + 1, false);
            _line.Clear();
            text = text[(at + 1)..];
        }
        Append(text);
    }

    public void End()
    {
        if (_line.Length > 0)
            Emit();
    }

    void Append(ReadOnlySpan<char> text)
    {
        while (_line.Length + text.Length > Longest)
        {
            var part = text[..(Longest - _line.Length)];
            _line.Append(part);
            text = text[part.Length..];
            Emit();
            _isContinued = true;
            _line.Remove(0, Longest - Overlap);
        }
        _line.Append(text);
    }

    void Emit() => take(new($"{_line}".TrimEnd('\r'), _number, _isContinued));
}
