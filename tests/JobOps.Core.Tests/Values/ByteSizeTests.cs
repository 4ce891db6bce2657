using JobOps.Values;

namespace JobOps.Core.Tests.Values;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1B", 1)]
    [InlineData("500kB", 500_000)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("2MiB", 2_097_152)]
    [InlineData("64KiB", 65_536)]
    [InlineData("5GB", 5_000_000_000)]
    [InlineData("001TiB", 1_099_511_627_776)]
    public void Reads_what_people_write(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
        Assert.Matches(ByteSize.Pattern, text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0MB")]
    [InlineData("2")]
    [InlineData("2M")]
    [InlineData("2 MB")]
    [InlineData("-2MB")]
    [InlineData("2.5MB")]
    [InlineData("2mb")]
    [InlineData("iB")]
    [InlineData("2iB")]
    public void Refuses_what_is_none(string text)
    {
        Assert.False(ByteSize.TryParse(text, out _));
        Assert.DoesNotMatch(ByteSize.Pattern, text);
    }

    [Fact]
    public void Refuses_what_no_number_holds() => Assert.False(ByteSize.TryParse("9999999999TiB", out _));
}
