using JobOps.Changes;

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
}
