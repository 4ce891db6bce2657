using JobOps.Measurements;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace JobOps.Engine.Pictures;

/// <summary>Both phases' values as strips on one axis, with their medians.</summary>
static class Strips
{
    const double HalfHeight = 0.32;

    public static PlotModel Draw(Comparison primary, Points before, Points after)
    {
        var model = Drawing.NewModel(before.Name, after.Name);
        var values = before.Values.Concat(after.Values).Select(pair => pair.Value).DefaultIfEmpty(0).ToList();
        model.Axes.Add(Drawing.NewValueAxis(AxisPosition.Bottom, primary.Unit, values.Min(), values.Max()));
        var rows = Drawing.Styled(new CategoryAxis(), AxisPosition.Left, "");
        rows.TickStyle = TickStyle.None;
        (rows.Minimum, rows.Maximum) = (-0.6, 1.7);
        // The first is at the bottom.
        rows.Labels.AddRange([after.Name, before.Name]);
        model.Axes.Add(rows);
        Add(model, after, 0, primary.After, MarkerType.Diamond, Drawing.After);
        Add(model, before, 1, primary.Before, MarkerType.Circle, Drawing.Before);
        return model;

        void Add(PlotModel to, Points points, double row, double median, MarkerType marker, OxyColor color)
        {
            var series = new ScatterSeries { MarkerType = marker, MarkerSize = 2.5, MarkerFill = OxyColor.FromAColor(130, color) };
            series.Points.AddRange(points.Values.Index().Select(pair => new ScatterPoint(pair.Item.Value, row + Aside(pair.Index))));
            to.Series.Add(series);
            if (points.Count == 0)
                return;
            to.Annotations.Add(new LineAnnotation
            {
                Type = LineAnnotationType.Vertical, X = median, MinimumY = row - HalfHeight - 0.1, MaximumY = row + HalfHeight + 0.1,
                Color = Drawing.Text, LineStyle = LineStyle.Solid, StrokeThickness = 2.5,
            });
            // Towards the side where there is more room.
            var isLeft = median < (values.Min() + values.Max()) / 2;
            to.Annotations.Add(new TextAnnotation
            {
                Text = $"median {FigureWords.Value(primary, median)}", TextPosition = new(median, row + HalfHeight),
                TextHorizontalAlignment = isLeft ? HorizontalAlignment.Left : HorizontalAlignment.Right,
                Stroke = OxyColors.Undefined, TextColor = Drawing.Text,
                Offset = new(isLeft ? 4 : -4, 0), TextVerticalAlignment = VerticalAlignment.Bottom,
            });
        }
    }

    // So that equal values do not hide each other; the golden ratio fills a strip evenly, and the same page comes out each time.
    static double Aside(int index) => (index * 0.618033988749895 % 1 * 2 - 1) * HalfHeight * 0.8;
}
