using System.Text;

namespace JobOps.Jobs.JobFiles;

/// <summary>Turns offsets into UTF-8 bytes into lines and columns.</summary>
sealed class SourceLines
{
    readonly byte[] _utf8;
    readonly List<int> _starts = [0];

    public SourceLines(byte[] utf8)
    {
        _utf8 = utf8;
        for (var at = 0; at < utf8.Length; at++)
        {
            if (utf8[at] == '\n')
                _starts.Add(at + 1);
        }
    }

    public SourcePosition PositionOf(int offset)
    {
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return new(line + 1, Encoding.UTF8.GetCharCount(_utf8.AsSpan(_starts[line]..offset)) + 1);
    }

    /// <summary>The place of a byte, line and offset both from 0, as <c>JsonException</c> has them.</summary>
    public SourcePosition PositionOf(long line, long byteInLine)
    {
        var start = _starts[(int)Math.Min(line, _starts.Count - 1)];
        return PositionOf((int)Math.Min(start + byteInLine, _utf8.Length));
    }
}
