using System.Text.Json;
using JobOps.Ledger;

namespace JobOps.Core.Tests.Ledger;

/// <summary>Values of any kind come back from the ledger's texts as what they were, and never as pieces of JSON.</summary>
public sealed class LedgerJsonTests
{
    public static TheoryData<string, object?> Values => new()
    {
        { "\"5\"", "5" },
        { "5", 5L },
        { "-9223372036854775808", long.MinValue },
        { "9223372036854775808", 9223372036854775808m },
        { "2.5", 2.5m },
        { "true", true },
        { "false", false },
        { "null", null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_of_the_type_that_it_was(string json, object? expected) =>
        Assert.Equal(expected, LedgerJson.Read<Dictionary<string, object?>>($$"""{"value":{{json}}}""")!["value"]);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Whatever_is_no_plain_value_is_refused(string json) =>
        Assert.Throws<JsonException>(() => LedgerJson.Read<Dictionary<string, object?>>($$"""{"value":{{json}}}"""));

    [Fact]
    public void A_text_that_is_not_there_is_nothing() => Assert.Null(LedgerJson.Read<string>(null));
}
