using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>
/// A comparison as lines of text for a terminal: what the primary metric says, both phases as strips, its interval beside the margin, and
/// the other metrics in a sentence each. Nothing in it depends on colours.
/// </summary>
public static class ComparisonPicture
{
    /// <summary>The narrowest that can be drawn.</summary>
    public const int NarrowestWidth = 60;

    /// <param name="before">With its samples.</param>
    /// <param name="after">With its samples.</param>
    /// <param name="comparisons">What <see cref="IPhaseComparer"/> made of both; the primary first, at least one.</param>
    /// <param name="ascii">Whether only signs are drawn that every terminal has.</param>
    /// <param name="width">No line is longer.</param>
    public static IReadOnlyList<string> Draw(
        MeasuredPhase before, MeasuredPhase after, IReadOnlyList<Comparison> comparisons, bool ascii = false, int width = 80)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, NarrowestWidth);
        var signs = ascii ? PictureSigns.Ascii : PictureSigns.Unicode;
        var primary = comparisons[0];
        var lines = new List<string>();
        lines.AddRange(Wrapped(primary.Sentence, "", "", width));
        lines.AddRange(primary.IsRate ? RateBars.Draw(primary, signs, width) : ValueStrips.Draw(primary, before, after, signs, width));
        lines.AddRange(IntervalBar.Draw(primary, signs, width));
        if (primary.Remarks.Count > 0 || comparisons.Count > 1)
            lines.Add("");
        foreach (var remark in primary.Remarks)
            lines.AddRange(Wrapped(remark, "! ", "  ", width));
        foreach (var other in comparisons.Skip(1))
            lines.AddRange(Wrapped(other.Sentence, "- ", "  ", width));
        return lines.ConvertAll(line => (ascii ? PictureSigns.AsAscii(line) : line).TrimEnd());
    }

    // A word that is longer than a line goes on in the next one.
    static IEnumerable<string> Wrapped(string text, string first, string next, int width)
    {
        var (line, indent) = (first, first);
        foreach (var word in Visible.Line(text).Split(' ').SelectMany(word => word.Chunk(width - next.Length)))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > width)
            {
                yield return line;
                (line, indent) = (next, next);
            }
            line += (line.Length > indent.Length ? " " : "") + new string(word);
        }
        yield return line;
    }
}
