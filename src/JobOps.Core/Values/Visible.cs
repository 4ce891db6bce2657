using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace JobOps.Values;

/// <summary>
/// Text that came from outside, as it may be shown: what a terminal would obey, or a reader would not see, stands there as an
/// escape, such as <c>\e[2J</c>. Whoever wants the text itself has it from the ledger: only what is shown is changed.
/// </summary>
public static class Visible
{
    static readonly SearchValues<char> s_hidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(IsHidden)]);

    /// <summary>With line breaks and tabs as they are; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Text(string? text) => Write(text, keepLines: true);

    /// <summary>As one line: a line break would let a text look like a line that JobOps has written.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Line(string? text) => Write(text, keepLines: false);

    [return: NotNullIfNotNull(nameof(text))]
    static string? Write(string? text, bool keepLines)
    {
        if (text is null || !text.AsSpan().ContainsAny(s_hidden) && (keepLines || !text.Contains('\n', StringComparison.Ordinal)))
            return text;
        var visible = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                visible.Append(c).Append(text[++at]);
            // A line end of Windows is a line end.
            else if (c == '\r' && keepLines && at + 1 < text.Length && text[at + 1] == '\n')
                continue;
            else if (c == '\n' ? !keepLines : IsHidden(c))
                visible.Append(Escape(c));
            else
                visible.Append(c);
        }
        return visible.ToString();
    }

    // Control characters; what turns the direction of a text; line ends that are none; halves of a pair.
    static bool IsHidden(char c) =>
        c is not ('\n' or '\t')
        && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    static string Escape(char c) => c switch
    {
        '\e' => @"\e",
        '\a' => @"\a",
        '\b' => @"\b",
        '\n' => @"\n",
        '\r' => @"\r",
        < '\u0100' => FormattableString.Invariant($@"\x{(int)c:x2}"),
        _ => FormattableString.Invariant($@"\u{(int)c:x4}"),
    };
}
