using System.Xml;
using System.Xml.Linq;
using JobOps.Measurements;

namespace JobOps.Engine.Pictures;

/// <summary>The page is a tree before it is text: whatever came from outside is encoded by who writes the tree.</summary>
sealed class ComparisonPage : IComparisonPage
{
    const string Style =
        """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 2rem 0 0.5rem; }
        .verdict { font-size: 1.3rem; padding: 0.8rem 1rem; border-left: 0.4rem solid; overflow-wrap: anywhere; }
        .better { border-color: #2e8b57; } .worse { border-color: #c0392b; } .same, .unknown { border-color: #888; }
        table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
        th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid #8886; vertical-align: top; overflow-wrap: anywhere; }
        .before { color: #2f7ec8; } .after { color: #e07a1f; }
        figure { margin: 0; break-inside: avoid; } figcaption { font-size: 0.85rem; } svg { width: 100%; height: auto; }
        @media print { body { margin: 0; max-width: none; } }
        """;

    public void Write(string title, MeasuredPhase before, MeasuredPhase after, IReadOnlyList<Comparison> comparisons, TextWriter writer)
    {
        comparisons = [.. comparisons.Select(Shown)];
        var primary = comparisons[0];
        var heading = PageText.Of(title);
        var page = new XElement("html", new XAttribute("lang", "en"),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", heading), new XElement("style", Style)),
            new XElement("body",
                new XElement("h1", heading),
                new XElement("p", new XAttribute("class", $"verdict {ClassOf(primary.Verdict)}"), primary.Sentence),
                PageTables.Comparisons(comparisons),
                Pictures(primary, before, after),
                PictureOfIntervals(comparisons),
                new XElement("h2", "Measured under"), PageTables.Conditions(before, after),
                Remarks(comparisons)));
        writer.Write("<!DOCTYPE html>\n");
        using var xml = XmlWriter.Create(writer, new() { OmitXmlDeclaration = true, Indent = false, CloseOutput = false });
        page.Save(xml);
        xml.Flush();
        writer.Write("\n");
    }

    static Comparison Shown(Comparison comparison) => comparison with
    {
        Metric = PageText.Of(comparison.Metric), Unit = PageText.Of(comparison.Unit), Sentence = PageText.Of(comparison.Sentence),
        Remarks = [.. comparison.Remarks.Select(PageText.Of)],
    };

    static IEnumerable<XElement> Pictures(Comparison primary, MeasuredPhase before, MeasuredPhase after)
    {
        // A rate has two states and no strip: the values themselves are what can be looked at.
        var metric = primary.IsRate ? PageText.Of(MeasuredMetric.NameOfValue(after.Baseline)) : primary.Metric;
        var (first, second) = (Points.Of("before", before, metric), Points.Of("after", after, metric));
        if (first.Count + second.Count == 0)
            yield break;
        var shown = primary.IsRate ? primary with
        {
            IsRate = false, Unit = PageText.Of(after.Baseline.Unit), Before = Median(first), After = Median(second),
        }
        : primary;
        var inTurns = before.Samples.Concat(after.Samples).All(sample => sample.Round is not null);
        yield return new("h2", $"{metric}, in the order of time");
        yield return Figure(
            Drawing.Svg(TimeOrder.Draw(shown, first, second, inTurns), "time", $"Each sample's {metric} in the order of time", 260),
            new XElement("span", new XAttribute("class", "before"), "● before"), ", ",
            new XElement("span", new XAttribute("class", "after"), "◆ after"),
            $"; lines are medians{(first.Failed.Length + second.Failed.Length > 0 ? "; × failed" : "")}.{Left(first)}{Left(second)}");
        yield return new("h2", "As strips");
        yield return Figure(Drawing.Svg(
            Strips.Draw(shown, first, second), "strips", $"Where the {metric} of both phases lies, with medians", 220));
    }

    static IEnumerable<XElement> PictureOfIntervals(IReadOnlyList<Comparison> comparisons)
    {
        foreach (var (place, group) in Intervals.Groups(comparisons).Index())
        {
            if (place == 0)
                yield return new("h2", "95 % intervals beside the margin");
            yield return Figure(
                Drawing.Svg(Intervals.Draw(group), $"intervals{place}", string.Join(" ", group.Select(one => one.Sentence)),
                    70 + 32 * group.Count),
                "Grey: a difference that does not matter.");
        }
    }

    static IEnumerable<XElement> Remarks(IReadOnlyList<Comparison> comparisons)
    {
        var remarks = comparisons.SelectMany(comparison => comparison.Remarks.Select(remark =>
            comparison.Primary || comparisons[0].Remarks.Contains(remark) ? remark : $"{comparison.Metric}: {remark}")).Distinct().ToList();
        if (remarks.Count == 0)
            yield break;
        yield return new("h2", "Remarks");
        yield return new("ul", remarks.Select(remark => new XElement("li", remark)));
    }

    static XElement Figure(XElement svg, params object[] caption) =>
        new("figure", svg, caption.Length > 0 ? new XElement("figcaption", caption) : null);

    static string Left(Points points) => points.AllDrawn ? ""
        : FormattableString.Invariant($" Of {points.Count:N0} samples {points.Name} {points.Values.Length:N0} are drawn.");

    static double Median(Points points) => MathNet.Numerics.Statistics.Statistics.Median(points.Values.Select(pair => pair.Value));

    static string ClassOf(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Better => "better",
        ComparisonVerdict.Worse => "worse",
        ComparisonVerdict.NoMeaningfulChange => "same",
        _ => "unknown",
    };
}
