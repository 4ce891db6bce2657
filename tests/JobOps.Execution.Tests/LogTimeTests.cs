using JobOps.Execution;

namespace JobOps.Execution.Tests;

public class LogTimeTests
{
    // A server that has a zone of its own writes it; what has none is of this machine.
    static readonly DateTimeOffset s_now = new(2027, 1, 2, 12, 0, 0, TimeZoneInfo.Local.GetUtcOffset(new DateTime(2027, 1, 2, 12, 0, 0)));

    [Theory]
    [InlineData("2027-01-02T10:00:00Z INFO started", "2027-01-02T10:00:00.000+00:00")]
    [InlineData("2027-01-02T10:00:00.250+02:00 x", "2027-01-02T10:00:00.250+02:00")]
    [InlineData("{\"ts\":\"2027-01-02T10:00:00.5-0330\",\"level\":\"error\"}", "2027-01-02T10:00:00.500-03:30")]
    [InlineData("127.0.0.1 - - [02/Jan/2027:10:00:00 +0100] \"GET / HTTP/1.1\" 500 12", "2027-01-02T10:00:00.000+01:00")]
    public void A_time_with_its_zone_is_read(string line, string time) =>
        Assert.Equal(time, LogTime.Find(line, s_now)?.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", null));

    [Theory]
    [InlineData("2027-01-02 10:00:00,123 ERROR django", "2027-01-02 10:00:00.123")]
    [InlineData("2027/01/02 10:00:00 [error] 12#12: *1 open() failed", "2027-01-02 10:00:00.000")]
    [InlineData("Jan  2 10:00:00 web1 php[12]: fatal", "2027-01-02 10:00:00.000")]
    [InlineData("<13>Jan  2 10:00:00 web1 php[12]: fatal", "2027-01-02 10:00:00.000")]
    [InlineData("Dec 31 23:59:59 web1 php[12]: fatal", "2026-12-31 23:59:59.000")]
    public void A_time_without_a_zone_is_of_this_machine(string line, string time) =>
        Assert.Equal(time, LogTime.Find(line, s_now)?.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", null));

    [Theory]
    [InlineData("")]
    [InlineData("no time at all")]
    [InlineData("    at Shop.Cart.Add() in 2027-01-02")]
    [InlineData("2027-13-45 99:99:99 x")]
    [InlineData("Foo 12 10:00:00 x")]
    [InlineData("2027-01-02T10:00:00+99:99 x")]
    [InlineData("0001-01-01T00:00:00Z x")]
    public void What_is_no_time_is_none(string line) => Assert.Null(LogTime.Find(line, s_now));

    [Fact]
    public void It_is_looked_for_at_the_beginning_only() =>
        Assert.Null(LogTime.Find(new string('x', 300) + " 2027-01-02T10:00:00Z", s_now));
}
