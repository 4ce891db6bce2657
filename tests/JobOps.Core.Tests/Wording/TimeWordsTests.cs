using System.Globalization;
using JobOps.Wording;

namespace JobOps.Core.Tests.Wording;

public class TimeWordsTests
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
        Assert.Equal(words, TimeWords.Took(Span(time)));

    [Theory]
    [InlineData("-00:00:05", "just now")]
    [InlineData("00:00:00.9", "just now")]
    [InlineData("00:00:01", "1 s ago")]
    [InlineData("00:00:59.9", "59 s ago")]
    [InlineData("00:59:59", "59 min ago")]
    [InlineData("23:59:59", "23 h ago")]
    [InlineData("400.00:00:00", "400 d ago")]
    public void An_age_has_one_unit_and_takes_no_more_than_ten_columns(string age, string words)
    {
        Assert.Equal(words, TimeWords.Ago(s_now - Span(age), s_now));
        Assert.InRange(words.Length, 1, 10);
    }

    [Theory]
    [InlineData("-01:00:00", "0 s")]
    [InlineData("00:00:00.9", "0 s")]
    [InlineData("00:00:59.9", "59 s")]
    [InlineData("00:01:00", "1 min")]
    [InlineData("01:00:00", "1 h")]
    [InlineData("00:59:59.9", "59 min")]
    [InlineData("1.00:00:00", "1 d")]
    public void Of_an_age_only_what_is_full_is_counted(string age, string words) =>
        Assert.Equal(words, TimeWords.Age(Span(age)));

    [Fact]
    public void Of_what_never_was_there_is_nothing_to_say() => Assert.Equal(
        ("", "", "", ""), (TimeWords.Took(null), TimeWords.Ago(null, s_now), TimeWords.At(null), TimeWords.Utc(null)));

    [Fact]
    public void A_moment_that_is_kept_says_by_which_clock() =>
        Assert.Equal("2026-05-01 12:00:00 UTC", TimeWords.Utc(s_now.ToOffset(TimeSpan.FromHours(2))));

    [Theory]
    [InlineData("disk full", " by ops (disk full)")]
    [InlineData("", " by ops")]
    [InlineData(null, " by ops")]
    public void What_was_done_is_said_with_the_reader_s_clock_and_with_a_reason_where_one_was_given(string? reason, string end) =>
        Assert.Equal($"{s_now.LocalDateTime:s}".Replace('T', ' ') + end, TimeWords.By(s_now, "ops", reason));

    static TimeSpan Span(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
