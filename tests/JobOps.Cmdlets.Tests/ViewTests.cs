namespace JobOps.Cmdlets.Tests;

public class ViewTests
{
    [Theory]
    [InlineData("check-the-front-page", 20, "check-the-front-page")]
    [InlineData("check-the-front-page", 19, "check-the-front-pa…")]
    [InlineData("exit code 3\r\nlast line: two", 20, "exit code 3")]
    [InlineData(null, 5, "")]
    public void A_text_that_has_to_fit_is_cut_and_shows_it(string? text, int width, string fitted) =>
        Assert.Equal(fitted, View.Fit(text, width));
}
