using JobOps.Changes;
using JobOps.Measurements;

namespace JobOps.Core.Tests.Changes;

/// <summary>A reason may say why something was changed; that it has become better only the measurements say.</summary>
public class ImprovementClaimTests
{
    [Theory]
    [InlineData("The page is faster now.", "faster")]
    [InlineData("Reduced the response time by half", "Reduced")]
    [InlineData("lifetime was 0. Latency improved", "improved")]
    [InlineData("We wanted it. It is better", "better")]
    [InlineData("the new index cut down the time", "cut down")]
    [InlineData("fewer errors since", "fewer errors")]
    public void A_claim_is_found(string text, string claim) => Assert.Equal(claim, ImprovementClaim.Find(text));

    [Theory]
    [InlineData("The lifetime was 0 since the move.")]
    [InlineData("to make the page faster")]
    [InlineData("It should be faster")]
    [InlineData("It is not faster, and stays for the errors' sake")]
    [InlineData("no improvement was seen")]
    [InlineData("customers asked for a better page")]
    [InlineData("the butter supplier has changed")]
    public void A_wish_a_denial_and_another_word_are_none(string text) => Assert.Null(ImprovementClaim.Find(text));

    // The time is 43 % lower, 39 to 47 %; database calls 98 % lower.
    static readonly Comparison[] s_shown =
    [
        new()
        {
            Metric = "response time", Unit = "ms", Primary = true, Before = 116, After = 65.5, Ratio = 0.567, Low = 0.53, High = 0.61,
            Margin = 0.1, Verdict = ComparisonVerdict.Better, Sentence = "Response time is 43 % lower.",
        },
        new()
        {
            Metric = "database calls", Before = 50, After = 1, Ratio = 0.02, Low = 0.02, High = 0.02, Margin = 0.1,
            Verdict = ComparisonVerdict.Better, Sentence = "Database calls per sample are 98 % lower.",
        },
    ];

    [Theory]
    [InlineData("ten times faster", "ten times faster")]
    [InlineData("It is 3x faster", "3x faster")]
    [InlineData("Twice as fast as it was", "Twice as fast")]
    [InlineData("The time was cut by 60 %", "cut by 60 %")]
    [InlineData("response times are 45% lower", null)]
    [InlineData("80 % faster", null)]
    [InlineData("95 percent faster", "95 percent faster")]
    [InlineData("We hoped for ten times faster", null)]
    [InlineData("the lifetime is 80 % shorter", null)]
    [InlineData("It is faster", null)]
    public void An_amount_is_claimed_as_far_as_time_shows_it(string text, string? unshown) =>
        Assert.Equal(unshown, ImprovementClaim.FindUnshown(text, s_shown[..1]));

    [Fact]
    public void What_another_metric_shows_may_be_said_too()
    {
        const string Text = "Database calls are 98 % fewer.";
        Assert.NotNull(ImprovementClaim.FindUnshown(Text, s_shown[..1]));
        Assert.Null(ImprovementClaim.FindUnshown(Text, s_shown));
    }

    [Fact]
    public void Where_nothing_was_shown_nothing_is_claimed()
    {
        Assert.Equal("faster", ImprovementClaim.FindUnshown("It is faster", []));
        Assert.Equal(
            "faster", ImprovementClaim.FindUnshown("It is faster", [s_shown[0] with { Verdict = ComparisonVerdict.CannotTell }]));
    }

    [Fact]
    public void Where_more_is_better_the_interval_is_turned_round()
    {
        Comparison[] shown = [s_shown[0] with { Metric = "numbers in req/s", Ratio = 2, Low = 1.8, High = 2.2 }];
        Assert.Null(ImprovementClaim.FindUnshown("twice as fast", shown));
        Assert.Equal("3 times faster", ImprovementClaim.FindUnshown("3 times faster", shown));
    }
}
