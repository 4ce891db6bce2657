using System.Xml.Linq;
using JobOps.Engine.Tests.Statistics;
using JobOps.Measurements;

namespace JobOps.Engine.Tests.Pictures;

/// <summary>The page of a comparison says all that the comparison says, and needs nothing beside it.</summary>
public class ComparisonPageTests
{
    static readonly MeasuredPhase s_before = Phases.Of(Phase.Before, Phases.Samples(Phases.About(400, 40)));
    static readonly MeasuredPhase s_after = Phases.Of(Phase.After,
        [.. Phases.Samples(Phases.About(250, 40, seed: 2)), new Sample { DueMs = 1, Value = 3000, Error = "timeout" }]);

    [Fact]
    public void It_begins_with_the_sentence_and_has_every_comparison_in_a_table()
    {
        var comparisons = Phases.Compare(s_before, s_after);
        var body = PageOf("The cart", s_before, s_after, comparisons).Element("body")!;

        Assert.Equal("The cart", body.Element("h1")!.Value);
        Assert.Equal(comparisons[0].Sentence, body.Element("p")!.Value);
        Assert.Equal("verdict better", body.Element("p")!.Attribute("class")!.Value);
        Assert.Equal(
            ["response time (primary)", "error rate"],
            body.Elements("table").First().Descendants("tr").Skip(1).Select(row => row.Element("td")!.Value));
        Assert.Contains(body.Elements("table").Last().Descendants("tr"), row =>
            row.Elements("td").Select(cell => cell.Value).SequenceEqual(["host", "web1, 4 processors", "web1, 4 processors"]));
        Assert.All(comparisons.SelectMany(comparison => comparison.Remarks), remark =>
            Assert.Contains(body.Element("ul")!.Elements("li"), item => item.Value.EndsWith(remark, StringComparison.Ordinal)));
    }

    [Fact]
    public void It_draws_time_strips_and_intervals_each_with_a_description()
    {
        var pictures = PageOf("The cart", s_before, s_after).Descendants("svg").ToList();

        Assert.Equal(3, pictures.Count);
        Assert.All(pictures, picture => Assert.NotEmpty(picture.Attribute("aria-label")!.Value));
        // Every sample: those that failed as a cross, which two lines make.
        Assert.True(pictures[0].Descendants("ellipse").Count() + pictures[0].Descendants("polygon").Count() >= 80);
        Assert.Contains(pictures[1].Descendants("text"), text => text.Value.StartsWith("median ", StringComparison.Ordinal));
        Assert.Contains(pictures[2].Descendants("text"), text => text.Value == "response time");
        var ids = pictures.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void It_needs_nothing_from_elsewhere_and_runs_nothing()
    {
        var text = TextOf("The cart", s_before, s_after, Phases.Compare(s_before, s_after));

        // The target is an address, as text.
        Assert.DoesNotContain("http", text.Replace("https://shop.example/cart", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rgb(1,2,3)", text, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_from_outside_is_text()
    {
        const string Hostile = "</title><script>alert(1)</script>&\u001b[2J\u202Egnp\uFFFE\u0001";
        var before = Hostilely(s_before);
        var after = Hostilely(s_after);

        var text = TextOf(Hostile, before, after, Phases.Compare(before, after));

        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202E', text);
        var page = XDocument.Parse(text.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Root!;
        Assert.StartsWith("</title><script>alert(1)</script>&\\e[2J", page.Element("body")!.Element("h1")!.Value, StringComparison.Ordinal);

        MeasuredPhase Hostilely(MeasuredPhase phase) => phase with
        {
            Baseline = phase.Baseline with
            {
                Source = MeasuredSource.Input, Target = Hostile, Unit = Hostile, EndedEarly = Hostile, MeasuredBy = Hostile,
                Conditions = new() { Host = Hostile + phase.Baseline.Phase, OtherLoad = 0.5, Busiest = [Hostile] },
            },
            Samples = [.. phase.Samples.Select(sample => sample with { Error = sample.Error is null ? null : Hostile })],
        };
    }

    [Theory]
    [InlineData("error rate", 3)]
    [InlineData("response time", 3)]
    public void Any_metric_can_be_the_primary(string primary, int pictures) => Assert.Equal(pictures, PageOf(
        "t", s_before, s_after, Phases.Compare(s_before, s_after, new() { Primary = primary })).Descendants("svg").Count());

    [Fact]
    public void One_sample_equal_samples_none_and_too_many_can_be_drawn()
    {
        var none = Phases.Of(Phase.After, Phases.Samples([5], error: "timeout"));
        var equal = Phases.Of(Phase.After, Phases.Samples(Enumerable.Repeat(7d, 9)));
        var negative = Phases.Of(Phase.After, Phases.Samples([-3, 0, 4, 5, -8, 2]));
        var many = Phases.Of(Phase.After, Phases.Samples(Phases.About(100, 50_000)));
        foreach (var (first, second) in new[] { (none, none), (none, equal), (equal, equal), (equal, negative), (equal, many) })
            Assert.NotEmpty(PageOf("t", first, second).Descendants("p"));

        var page = TextOf("t", equal, many, Phases.Compare(equal, many));
        Assert.Contains("Of 50,000 samples after 1,000 are drawn.", page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 0, 1_000_000);
    }

    [Fact]
    public void The_engine_is_found_by_its_name() => Assert.NotNull(ComparisonPage.Instance);

    static XElement PageOf(
        string title, MeasuredPhase before, MeasuredPhase after, IReadOnlyList<Comparison>? comparisons = null) =>
        XDocument.Parse(TextOf(title, before, after, comparisons ?? Phases.Compare(before, after))
            .Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Root!;

    static string TextOf(string title, MeasuredPhase before, MeasuredPhase after, IReadOnlyList<Comparison> comparisons)
    {
        var writer = new StringWriter();
        ComparisonPage.Instance.Write(title, before, after, comparisons, writer);
        return writer.ToString();
    }
}
