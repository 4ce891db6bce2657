using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Core.Tests;

public class ChangeIdTests
{
    [Theory]
    [InlineData("C42")]
    [InlineData("c42")]
    [InlineData(" 42 ")]
    public void It_is_read_as_people_type_it(string text) => Assert.Equal(new(42), ChangeId.Parse(text, null));

    [Theory]
    [InlineData("")]
    [InlineData("C")]
    [InlineData("C0")]
    [InlineData("C-1")]
    [InlineData("CC1")]
    [InlineData("C4.2")]
    [InlineData("42C")]
    [InlineData("C99999999999999999999")]
    public void Anything_else_is_none(string text) => Assert.False(ChangeId.TryParse(text, null, out _));

    [Fact]
    public void It_is_written_with_its_letter_in_JSON_too()
    {
        Assert.Equal("\"C42\"", LedgerJson.Write(new ChangeId(42)));
        Assert.Equal(new ChangeId(42), LedgerJson.Read<ChangeId>("\"C42\""));
    }

    [Fact]
    public void Its_chain_is_that_of_no_run()
    {
        Assert.Equal(new(42), ChangeId.OfJournalChain(new ChangeId(42).JournalChain));
        Assert.Null(ChangeId.OfJournalChain(0));
        Assert.Null(ChangeId.OfJournalChain(42));
        // A reader of JSON that knows doubles only reads it exactly.
        Assert.True(new ChangeId(1L << 40).JournalChain < 1L << 53);
    }

    [Theory]
    [InlineData("10%", 0.1)]
    [InlineData("10 %", 0.1)]
    [InlineData("0.1", 0.1)]
    [InlineData("2.5%", 0.025)]
    public void A_margin_is_a_fraction_or_percents(string text, double expected)
    {
        Assert.True(Margin.TryParse(text, out var margin));
        Assert.Equal(expected, margin, 12);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5%")]
    [InlineData("ten")]
    [InlineData("NaN")]
    [InlineData("1001%")]
    [InlineData("")]
    public void Whatever_is_no_margin_is_refused(string text) => Assert.False(Margin.TryParse(text, out _));
}
