using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>The values of both phases on one axis: the more of them in a column, the denser it is; the median is marked.</summary>
static class ValueStrips
{
    const int LabelWidth = 8;

    public static IEnumerable<string> Draw(
        Comparison comparison, MeasuredPhase before, MeasuredPhase after, PictureSigns signs, int width)
    {
        var (first, second) = (ValuesOf(before, comparison.Metric), ValuesOf(after, comparison.Metric));
        if (first.Length == 0 && second.Length == 0)
            yield break;
        string[] medians = [Median(first, comparison.Before), Median(second, comparison.After)];
        var columns = width - LabelWidth - 1 - medians.Max(median => median.Length);
        var scale = PictureScale.Of(first.Concat(second).Min(), first.Concat(second).Max(), columns);
        yield return "";
        yield return $"{"before",-LabelWidth}{Strip(first, comparison.Before, scale, signs)} {medians[0]}";
        yield return $"{"after",-LabelWidth}{Strip(second, comparison.After, scale, signs)} {medians[1]}";
        var (low, high) = (Shown(scale.Low), Shown(scale.High));
        var kind = scale.Logarithmic ? "logarithmic" : "";
        if (scale.Low < scale.High)
            yield return $"{new string(' ', LabelWidth)}{low}{Centred(kind, columns - low.Length - high.Length)}{high}";

        string Shown(double value) => Visible.Line(FigureWords.Value(comparison, value));
        string Median(double[] values, double median) => values.Length == 0 ? "none" : $"median {Shown(median)}";
    }

    static double[] ValuesOf(MeasuredPhase phase, string metric) =>
        [.. phase.Samples.Select(sample => MeasuredMetric.ValueOf(sample, metric)).OfType<double>()];

    static string Strip(double[] values, double median, PictureScale scale, PictureSigns signs)
    {
        var counts = new int[scale.Columns];
        foreach (var value in values)
            counts[scale.ColumnOf(value)]++;
        var most = Math.Max(1, counts.Max());
        // A single sample is seen, however many others there are.
        var strip = Array.ConvertAll(counts, count =>
            count == 0 ? ' ' : signs.Density[(int)Math.Ceiling((double)count / most * signs.Density.Length) - 1]);
        if (values.Length > 0)
            strip[scale.ColumnOf(median)] = signs.Median;
        return new(strip);
    }

    static string Centred(string text, int width) =>
        width <= text.Length + 1 ? new string(' ', Math.Max(1, width))
        : text.PadLeft((width + text.Length) / 2).PadRight(width);
}
