using JobOps.Measurements;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace JobOps.Engine.Pictures;

/// <summary>Intervals beside the margin within which a difference does not matter, the primary on top.</summary>
static class Intervals
{
    // So far from no change an interval is cut off: it would make a dot of all others.
    const double Farthest = 400;

    const int LongestLabel = 40;

    /// <summary>Which can be drawn on one axis: ratios and rates in hundredths; differences of values have units of their own.</summary>
    public static IEnumerable<IReadOnlyList<Comparison>> Groups(IEnumerable<Comparison> comparisons)
    {
        var drawn = comparisons.Where(comparison => comparison is { Low: not null, High: not null, Ratio: not null }).ToList();
        return drawn.GroupBy(comparison => IsHundredths(comparison) ? "" : comparison.Metric).Select(group => group.ToList());
    }

    /// <param name="group">One of <see cref="Groups"/>.</param>
    public static PlotModel Draw(IReadOnlyList<Comparison> group)
    {
        var labels = group.Select(comparison => Label(comparison.Metric)).ToList();
        var model = Drawing.NewModel(labels);
        var margin = group.Max(Margin);
        var axis = Drawing.NewAxis(AxisPosition.Bottom, IsHundredths(group[0]) ? "change in % (of rates: in points)" : group[0].Unit);
        var farthest = IsHundredths(group[0]) ? Farthest : double.PositiveInfinity;
        axis.Minimum = Math.Max(-farthest, Math.Min(-1.5 * margin, group.Min(comparison => Shown(comparison, comparison.Low))) * 1.05);
        axis.Maximum = Math.Min(farthest, Math.Max(1.5 * margin, group.Max(comparison => Shown(comparison, comparison.High))) * 1.05);
        if (axis.Maximum <= axis.Minimum)
            (axis.Minimum, axis.Maximum) = (-1, 1);
        model.Axes.Add(axis);
        var rows = Drawing.Styled(new CategoryAxis(), AxisPosition.Left, "");
        rows.TickStyle = TickStyle.None;
        rows.Labels.AddRange(labels.AsEnumerable().Reverse());
        model.Axes.Add(rows);
        model.Annotations.Add(new RectangleAnnotation { MinimumX = -margin, MaximumX = margin, Fill = Drawing.Margin });
        model.Annotations.Add(new LineAnnotation
        {
            Type = LineAnnotationType.Vertical, X = 0, Color = Drawing.Text, LineStyle = LineStyle.Dot,
        });
        foreach (var (row, comparison) in group.Reverse().Index())
        {
            var line = new LineSeries { Color = Drawing.Text, StrokeThickness = comparison.Primary ? 3 : 1.5 };
            line.Points.AddRange([new(Shown(comparison, comparison.Low), row), new(Shown(comparison, comparison.High), row)]);
            model.Series.Add(line);
            var point = new ScatterSeries { MarkerType = MarkerType.Square, MarkerSize = 4, MarkerFill = Drawing.Text };
            point.Points.Add(new(Shown(comparison, comparison.Ratio), row));
            model.Series.Add(point);
        }
        return model;
    }

    // What a metric is called may be any text.
    static string Label(string metric) => metric.Length <= LongestLabel ? metric : $"{metric[..(LongestLabel - 1)]}…";

    static bool IsHundredths(Comparison comparison) => comparison.IsRate || comparison.Scale == ComparisonScale.Ratio;

    static double Margin(Comparison comparison) => comparison.Margin * (IsHundredths(comparison) ? 100 : 1);

    static double Shown(Comparison comparison, double? change) =>
        comparison.Scale == ComparisonScale.Ratio ? (change!.Value - 1) * 100 : change!.Value * (comparison.IsRate ? 100 : 1);
}
