using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;

namespace JobOps.Engine.Pictures;

/// <summary>What all pictures of the page have in common: no background, the page's own colour for lines and text, two colours and two
/// shapes for the phases.</summary>
static class Drawing
{
    public static readonly OxyColor Before = OxyColor.FromRgb(0x2F, 0x7E, 0xC8);
    public static readonly OxyColor After = OxyColor.FromRgb(0xE0, 0x7A, 0x1F);
    public static readonly OxyColor Margin = OxyColor.FromAColor(50, OxyColor.FromRgb(0x80, 0x80, 0x80));

    /// <summary>Stands for the colour of the page's text, which a dark page has light.</summary>
    public static readonly OxyColor Text = OxyColor.FromRgb(1, 2, 3);

    const double WideRatio = 20;
    const string TextInSvg = "rgb(1,2,3)";
    const double Width = 760;
    const double WidthOfLetter = 8;
    const double Padding = 0.05;

    /// <param name="labels">What stands beside the rows; the fonts of readers differ, so that there has to be room for any.</param>
    public static PlotModel NewModel(params IEnumerable<string> labels) => new()
    {
        PlotMargins = new(20 + WidthOfLetter * labels.Select(label => label.Length).DefaultIfEmpty(7).Max(), double.NaN, 15, double.NaN),
        Background = OxyColors.Undefined, PlotAreaBorderColor = Text, PlotAreaBorderThickness = new(0, 0, 0, 1), TextColor = Text,
        DefaultFont = "sans-serif", Culture = CultureInfo.InvariantCulture,
    };

    public static LinearAxis NewAxis(AxisPosition position, string title) => Styled(new LinearAxis(), position, title);

    /// <summary>Where the values lie so far apart that all but the greatest would be in a heap, one with equal ratios.</summary>
    public static Axis NewValueAxis(AxisPosition position, string title, double low, double high) =>
        low > 0 && high / low > WideRatio
            ? Styled(
                new LogarithmicAxis { Minimum = PowerOfTen(low, Math.Floor), Maximum = PowerOfTen(high, Math.Ceiling) }, position, title)
            : NewAxis(position, title);

    // So that there are at least two figures on it.
    static double PowerOfTen(double value, Func<double, double> round) => Math.Pow(10, round(Math.Log10(value)));

    public static T Styled<T>(T axis, AxisPosition position, string title) where T : Axis
    {
        axis.Position = position;
        axis.Title = title;
        axis.TicklineColor = Text;
        axis.AxislineColor = Text;
        axis.MinorTickSize = 0;
        axis.AxisTitleDistance = 8;
        (axis.MinimumPadding, axis.MaximumPadding) = (Padding, Padding);
        return axis;
    }

    /// <summary>As an element of a page that scales with it and is described for who cannot see it.</summary>
    /// <param name="model">What is drawn.</param>
    /// <param name="name">Unique on the page.</param>
    /// <param name="description">What it shows, in words.</param>
    /// <param name="height">Beside a width of 760.</param>
    public static XElement Svg(PlotModel model, string name, string description, double height)
    {
        // Not every reader knows how to put a text below a point.
        var svg = WithoutNamespace(XElement.Parse(SvgExporter.ExportToString(
            model, Width, height, isDocument: false, textMeasurer: null, useVerticalTextAlignmentWorkaround: true)));
        // A clip of one picture must not be that of another one.
        foreach (var attribute in svg.Descendants().Attributes())
            attribute.Value = attribute.Name.LocalName switch
            {
                "id" => name + attribute.Value,
                "clip-path" => attribute.Value.Replace("url(#", $"url(#{name}", StringComparison.Ordinal),
                "style" or "fill" or "stroke" => attribute.Value.Replace(TextInSvg, "currentColor", StringComparison.Ordinal),
                _ => attribute.Value,
            };
        svg.ReplaceAttributes(
            new XAttribute("viewBox", FormattableString.Invariant($"0 0 {Width} {height}")), new XAttribute("role", "img"),
            new XAttribute("aria-label", description));
        return svg;
    }

    // Inside a page of HTML an svg needs none.
    static XElement WithoutNamespace(XElement element) => new(
        element.Name.LocalName, element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration),
        element.Nodes().Select(node => node is XElement inner ? WithoutNamespace(inner) : node));
}
