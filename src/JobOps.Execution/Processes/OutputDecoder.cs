using System.Text;
using System.Text.Unicode;

namespace JobOps.Execution;

/// <summary>
/// Makes text of what a process prints: UTF-16 or UTF-8 where a byte order mark says so, else UTF-8 but for the lines that are none:
/// those are of the console's code page. A byte that fits nowhere is written as <c>\xE4</c>: it is kept, and seen.
/// </summary>
/// <param name="codePage">Of lines that are no UTF-8; null where there is none, as on Linux.</param>
sealed class OutputDecoder(Encoding? codePage)
{
    // What does not end is decoded in pieces of about this many bytes.
    const int LongestLine = 16 * 1024;

    const byte LastOfAscii = 0x7F;

    // The longest character of UTF-8 has four bytes.
    const int LongestTail = 3;

    static readonly Encoding s_utf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Escaped());

    // Null while it is not known what the bytes are, and where each line says it.
    Decoder? _decoder;
    bool _begun;
    byte[] _held = [];

    /// <summary>The text that is known by now.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (_decoder is { } known)
            return Run(known, bytes, flush: false);
        byte[] all = [.. _held, .. bytes];
        _held = [];
        if (!_begun && !Begin(ref all))
            return "";
        return _decoder is { } decoder ? Run(decoder, all, flush: false) : DecodeLines(all);
    }

    /// <summary>Nothing more comes: the rest.</summary>
    public string End()
    {
        var rest = _held;
        _held = [];
        return _decoder is { } decoder ? Run(decoder, rest, flush: true) : DecodeLine(rest);
    }

    // A byte order mark has two or three bytes, and the first of them may come alone.
    bool Begin(ref byte[] all)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (all.Length == 0 || all is [0xFE] or [0xFF] || (all.Length < mark.Length && mark.StartsWith(all)))
        {
            _held = all;
            return false;
        }
        _begun = true;
        var isUtf16 = all is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        var isUtf8 = all.AsSpan().StartsWith(mark);
        _decoder = isUtf16 ? new UnicodeEncoding(bigEndian: all[0] == 0xFE, byteOrderMark: false).GetDecoder()
            : isUtf8 || codePage is null ? s_utf8.GetDecoder()
            : null;
        all = all[(isUtf16 ? 2 : isUtf8 ? mark.Length : 0)..];
        return true;
    }

    string DecodeLines(ReadOnlySpan<byte> bytes)
    {
        // ASCII is the same in all of them: of a line that has not ended only what comes from its first other byte on has to wait.
        var end = bytes.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        end = bytes[end..].IndexOfAnyExceptInRange((byte)0, LastOfAscii) is >= 0 and var length ? end + length : bytes.Length;
        if (bytes.Length - end > LongestLine)
            end = bytes.Length - TailOf(bytes);
        _held = bytes[end..].ToArray();
        var lines = bytes[..end];
        if (Utf8.IsValid(lines))
            return Encoding.UTF8.GetString(lines);
        var text = new StringBuilder();
        while (lines.Length > 0)
        {
            var next = lines.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at ? at + 1 : lines.Length;
            text.Append(DecodeLine(lines[..next]));
            lines = lines[next..];
        }
        return text.ToString();
    }

    string DecodeLine(ReadOnlySpan<byte> line) => (codePage is null || Utf8.IsValid(line) ? s_utf8 : codePage).GetString(line);

    /// <summary>How many bytes at the end may be the begin of a character.</summary>
    static int TailOf(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= LongestTail; length++)
            if (bytes[^length] >= 0xC0)
                return length;
        return 0;
    }

    static string Run(Decoder decoder, ReadOnlySpan<byte> bytes, bool flush)
    {
        var chars = new char[decoder.GetCharCount(bytes, flush)];
        return new(chars, 0, decoder.GetChars(bytes, chars, flush));
    }

    /// <summary>Writes the bytes of what is no character.</summary>
    sealed class Escaped : DecoderFallback
    {
        public override int MaxCharCount => LongestTail * @"\x00".Length;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        sealed class Buffer : DecoderFallbackBuffer
        {
            string _text = "";
            int _at;

            public override int Remaining => _text.Length - _at;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                (_text, _at) = (string.Concat(bytesUnknown.Select(one => $@"\x{one:X2}")), 0);
                return true;
            }

            public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

            public override bool MovePrevious() => _at > 0 && _at-- > 0;

            public override void Reset() => (_text, _at) = ("", 0);
        }
    }
}
