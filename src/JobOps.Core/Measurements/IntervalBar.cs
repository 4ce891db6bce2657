namespace JobOps.Measurements;

/// <summary>The interval of a difference beside the margin within which it does not matter.</summary>
static class IntervalBar
{
    const int LabelWidth = 15;

    // How many margins to either side are drawn at least, so that the margin is not all there is.
    const double Room = 1.5;

    public static IEnumerable<string> Draw(Comparison comparison, PictureSigns signs, int width)
    {
        if (comparison is not { Low: { } low, High: { } high, Ratio: { } change })
            yield break;
        var none = comparison.Scale == ComparisonScale.Ratio ? 1 : 0;
        var (leastMargin, mostMargin) = (none - comparison.Margin, none + comparison.Margin);
        var columns = width - LabelWidth - 2;
        var scale = new PictureScale(
            Math.Min(low, none - Room * comparison.Margin), Math.Max(high, none + Room * comparison.Margin), columns, Logarithmic: false);

        var margin = Blank(columns);
        for (var column = scale.ColumnOf(leastMargin); column <= scale.ColumnOf(mostMargin); column++)
            margin[column] = signs.Margin;
        margin[scale.ColumnOf(none)] = signs.Zero;
        var interval = Blank(columns);
        for (var column = scale.ColumnOf(low); column <= scale.ColumnOf(high); column++)
            interval[column] = signs.Line;
        interval[scale.ColumnOf(low)] = signs.Low;
        interval[scale.ColumnOf(high)] = signs.High;
        interval[scale.ColumnOf(change)] = signs.Point;

        yield return "";
        yield return Labelled($"margin {FigureWords.Margin(comparison)}", margin);
        yield return Labelled("95 % interval", interval);
        yield return Labelled("", Ends(comparison, scale, low, high));
    }

    static string Labelled(string label, char[] drawn) =>
        $"{(label.Length > LabelWidth ? "margin" : label),-LabelWidth}  {new string(drawn)}";

    /// <summary>Both ends as figures, each below its sign as far as there is room.</summary>
    static char[] Ends(Comparison comparison, PictureScale scale, double low, double high)
    {
        var (first, second) = (FigureWords.SignedChange(comparison, low), FigureWords.SignedChange(comparison, high));
        var text = first == second ? first : $"{first} to {second}";
        var drawn = Blank(scale.Columns);
        var (left, right) = (scale.ColumnOf(low), Math.Max(0, scale.ColumnOf(high) - second.Length + 1));
        if (low < high && left + first.Length < right)
        {
            first.CopyTo(0, drawn, left, first.Length);
            second.CopyTo(0, drawn, right, second.Length);
        }
        else if (text.Length <= drawn.Length)
        {
            text.CopyTo(0, drawn, Math.Clamp(left, 0, drawn.Length - text.Length), text.Length);
        }
        return drawn;
    }

    static char[] Blank(int columns)
    {
        var blank = new char[columns];
        Array.Fill(blank, ' ');
        return blank;
    }
}
