using System.Globalization;

namespace JobOps.Cmdlets.Tests;

public class ViewTests
{
    static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("-00:00:01", "0 ms")]
    [InlineData("00:00:00", "0 ms")]
    [InlineData("00:00:00.840", "840 ms")]
    [InlineData("00:00:00.9999", "1 s")]
    [InlineData("00:00:12.34", "12.3 s")]
    [InlineData("00:00:59.96", "1 min")]
    [InlineData("00:03:12", "3 min 12 s")]
    [InlineData("00:59:59.7", "1 h")]
    [InlineData("02:05:40", "2 h 5 min")]
    [InlineData("05:00:10", "5 h")]
    [InlineData("1.00:00:00", "1 d")]
    [InlineData("3.04:59:00", "3 d 4 h")]
    public void A_length_of_time_has_the_two_units_that_say_most(string time, string words) =>
        Assert.Equal(words, View.Took(TimeSpan.Parse(time, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("-00:00:05", "just now")]
    [InlineData("00:00:00.9", "just now")]
    [InlineData("00:00:59.9", "59 s ago")]
    [InlineData("00:59:59", "59 min ago")]
    [InlineData("23:59:59", "23 h ago")]
    [InlineData("400.00:00:00", "400 d ago")]
    public void An_age_has_one_unit_and_takes_no_more_than_ten_columns(string age, string words)
    {
        Assert.Equal(words, View.Ago(s_now - TimeSpan.Parse(age, CultureInfo.InvariantCulture), s_now));
        Assert.InRange(words.Length, 1, 10);
    }

    [Fact]
    public void Of_what_never_was_there_is_nothing_to_say() =>
        Assert.Equal(("", "", ""), (View.Took(null), View.Ago(null, s_now), View.At(null)));

    [Theory]
    [InlineData("check-the-front-page", 20, "check-the-front-page")]
    [InlineData("check-the-front-page", 19, "check-the-front-pa…")]
    [InlineData("exit code 3\r\nlast line: two", 20, "exit code 3")]
    [InlineData(null, 5, "")]
    public void A_text_that_has_to_fit_is_cut_and_shows_it(string? text, int width, string fitted) =>
        Assert.Equal(fitted, View.Fit(text, width));
}
