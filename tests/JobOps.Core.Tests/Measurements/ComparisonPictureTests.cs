using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Core.Tests.Measurements;

/// <summary>The picture in the terminal says the same with and without signs that not every terminal has, and needs no colour.</summary>
public class ComparisonPictureTests
{
    static readonly Comparison s_better = new()
    {
        Metric = "response time", Unit = "ms", Primary = true, Before = 400, After = 200, BeforeP95 = 600, AfterP95 = 300, BeforeCount = 5,
        AfterCount = 5, Margin = 0.1, Ratio = 0.5, Low = 0.4, High = 0.7, Verdict = ComparisonVerdict.Better,
        Sentence = "Response time is 50 % lower (400 → 200 ms, 95 % between 30 % and 60 % lower): better.",
        Remarks = ["1 of 5 samples before lies far out (600 ms); all of them count."],
    };

    static readonly Comparison s_errors = new()
    {
        Metric = "error rate", IsRate = true, Scale = ComparisonScale.Difference, Margin = 0.1, Before = 0, After = 0.5, BeforeCount = 20,
        AfterCount = 20, Ratio = 0.5, Low = 0.25, High = 0.7, Verdict = ComparisonVerdict.Worse, Sentence = "Error rate is worse.",
    };

    static readonly MeasuredPhase s_before = PhaseOf(Phase.Before, 300, 400, 400, 500, 600);
    static readonly MeasuredPhase s_after = PhaseOf(Phase.After, 100, 200, 200, 200, 300);

    [Fact]
    public void It_shows_the_sentence_the_strips_the_interval_and_the_other_metrics() => Assert.Equal(
        """
        Response time is 50 % lower (400 -> 200 ms, 95 % between 30 % and 60 % lower):
        better.

        before                         +          |           +          + median 400 ms
        after   :          |           :                                   median 200 ms
                100 ms                                              600 ms

        margin 10 %                                               .........|........
        95 % interval    [-------o----------------]
                         -60 %                -30 %

        ! 1 of 5 samples before lies far out (600 ms); all of them count.
        - Error rate is worse.
        """.ReplaceLineEndings("\n"),
        string.Join('\n', ComparisonPicture.Draw(s_before, s_after, [s_better, s_errors], ascii: true)));

    [Fact]
    public void With_other_signs_it_says_the_same_in_the_same_places()
    {
        var ascii = ComparisonPicture.Draw(s_before, s_after, [s_better], ascii: true);
        var lines = ComparisonPicture.Draw(s_before, s_after, [s_better]);

        Assert.All(ascii, line => Assert.All(line, sign => Assert.True(char.IsAscii(sign))));
        Assert.Equal(lines.Count, ascii.Count);
        // The median stands in the same column.
        Assert.Equal(Line(ascii, "after").IndexOf('|'), Line(lines, "after").IndexOf('┃'));
        Assert.Equal(Line(ascii, "95 %").IndexOf('o'), Line(lines, "95 %").IndexOf('●'));
    }

    [Fact]
    public void A_lower_median_is_further_left_and_an_interval_beyond_the_margin_does_not_touch_it()
    {
        var lines = ComparisonPicture.Draw(s_before, s_after, [s_better]);

        Assert.True(Line(lines, "after").IndexOf('┃') < Line(lines, "before").IndexOf('┃'));
        Assert.True(Line(lines, "95 %").IndexOf('┤') < Line(lines, "margin").IndexOf('░'));
    }

    [Fact]
    public void A_rate_is_two_bars()
    {
        var lines = ComparisonPicture.Draw(s_before, s_after, [s_errors]);

        Assert.EndsWith(" 0 % of 20", Line(lines, "before"), StringComparison.Ordinal);
        Assert.DoesNotContain('█', Line(lines, "before"));
        Assert.EndsWith(" 50 % of 20", Line(lines, "after"), StringComparison.Ordinal);
        Assert.InRange(Line(lines, "after").Count(sign => sign == '█') - Line(lines, "after").Count(sign => sign == '░'), -1, 1);
        Assert.Contains(lines, line => line.Contains("+25 points", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(132)]
    public void No_line_is_wider_than_asked(int width)
    {
        var longWord = s_better with
        {
            Sentence = new string('x', 300), Remarks = ["\e[2J" + new string('y', 200)], Unit = "requests a second",
        };
        var wide = s_better with { Low = 0.001, High = 900 };
        var far = PhaseOf(Phase.After, 1, 1e9);
        foreach (var comparison in new[] { s_better, longWord, wide, s_errors })
            foreach (var after in new[] { s_after, far, PhaseOf(Phase.After, 5) })
                Assert.All(ComparisonPicture.Draw(s_before, after, [comparison, longWord], width: width), line =>
                {
                    Assert.InRange(line.Length, 0, width);
                    Assert.DoesNotContain('\e', line);
                });
    }

    [Fact]
    public void Nothing_is_drawn_of_what_nobody_knows()
    {
        var unknown = s_better with
        {
            AfterCount = 0, Ratio = null, Low = null, High = null, Verdict = ComparisonVerdict.CannotTell, Remarks = [],
            Sentence = "Response time: cannot tell; all 1 samples after failed.",
        };
        var failed = s_after with { Samples = [new Sample { DueMs = 0, Value = 3, Error = "timeout" }] };

        var lines = ComparisonPicture.Draw(s_before, failed, [unknown]);

        Assert.EndsWith(" none", Line(lines, "after"), StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("interval", StringComparison.Ordinal));
    }

    static string Line(IEnumerable<string> lines, string label) =>
        lines.Single(line => line.StartsWith(label, StringComparison.Ordinal));

    static MeasuredPhase PhaseOf(Phase phase, params double[] values) => new(
        new() { ChangeId = new ChangeId(1), Phase = phase, Source = MeasuredSource.Uri, Target = "https://shop.example/" },
        [.. values.Select((value, index) => new Sample { DueMs = index, Value = value })]);
}
