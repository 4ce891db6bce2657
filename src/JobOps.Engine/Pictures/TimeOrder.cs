using JobOps.Measurements;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace JobOps.Engine.Pictures;

/// <summary>Both phases' values in the order of time, one phase after the other, or one upon the other where they were measured in
/// turns.</summary>
static class TimeOrder
{
    public static PlotModel Draw(Comparison primary, Points before, Points after, bool inTurns)
    {
        var model = Drawing.NewModel();
        var values = before.Values.Concat(after.Values).Select(pair => pair.Value).DefaultIfEmpty(0).ToList();
        model.Axes.Add(Drawing.NewValueAxis(AxisPosition.Left, primary.Unit, values.Min(), values.Max()));
        model.Axes.Add(Drawing.NewAxis(AxisPosition.Bottom, inTurns ? "sample of its phase" : "sample, before and then after"));
        var offset = inTurns ? 0 : before.Samples;
        model.Series.Add(Scatter(before.Values, 0, MarkerType.Circle, Drawing.Before));
        model.Series.Add(Scatter(after.Values, offset, MarkerType.Diamond, Drawing.After));
        model.Series.Add(Failures(before.Failed, 0, Drawing.Before));
        model.Series.Add(Failures(after.Failed, offset, Drawing.After));
        AddMedian(model, primary.Before, before, 0, Drawing.Before, LineStyle.Solid);
        AddMedian(model, primary.After, after, offset, Drawing.After, LineStyle.Dash);
        if (!inTurns)
            model.Annotations.Add(new LineAnnotation
            {
                Type = LineAnnotationType.Vertical, X = offset + 0.5, Color = Drawing.Text, LineStyle = LineStyle.Dot,
            });
        return model;
    }

    static ScatterSeries Scatter((double Place, double Value)[] values, double offset, MarkerType marker, OxyColor color)
    {
        var series = new ScatterSeries
        {
            MarkerType = marker, MarkerSize = values.Length > 200 ? 1.5 : 3, MarkerFill = OxyColor.FromAColor(170, color),
        };
        series.Points.AddRange(values.Select(pair => new ScatterPoint(pair.Place + offset + 1, pair.Value)));
        return series;
    }

    static ScatterSeries Failures((double Place, double Value)[] values, double offset, OxyColor color)
    {
        var series = new ScatterSeries { MarkerType = MarkerType.Cross, MarkerSize = 4, MarkerStroke = color, MarkerStrokeThickness = 1.5 };
        series.Points.AddRange(values.Select(pair => new ScatterPoint(pair.Place + offset + 1, pair.Value)));
        return series;
    }

    static void AddMedian(PlotModel model, double median, Points points, double offset, OxyColor color, LineStyle style)
    {
        if (points.Count > 0)
            model.Annotations.Add(new LineAnnotation
            {
                Type = LineAnnotationType.Horizontal, Y = median, MinimumX = offset + 0.5, MaximumX = offset + points.Samples + 0.5,
                Color = color, LineStyle = style, StrokeThickness = 2,
            });
    }
}
