using System.Text.Json;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Tests.Errors;

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
    public void A_value_is_of_the_type_that_it_was(string json, object? expected)
    {
        var text = $$"""{"value":{{json}}}""";
        Assert.Equal(expected, LedgerJson.Read<Dictionary<string, object?>>(text)!["value"]);
        Assert.Equal(expected, QuickJson.ReadValues(text)["value"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Whatever_is_no_plain_value_is_refused(string json)
    {
        var text = $$"""{"value":{{json}}}""";
        Assert.Throws<JsonException>(() => LedgerJson.Read<Dictionary<string, object?>>(text));
        Assert.Throws<JsonException>(() => QuickJson.ReadValues(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"kind":"NoSuchKind"}""")]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"commandExitCode":"1"}""")]
    [InlineData("""{"nextCommand":[]}""")]
    [InlineData("{}{}")]
    [InlineData("{")]
    public void What_is_no_error_is_refused_both_ways(string text)
    {
        Assert.ThrowsAny<JsonException>(() => LedgerJson.Read<JobOpsError>(text));
        Assert.ThrowsAny<JsonException>(() => QuickJson.ReadError(text));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"X","kind":"timedOut","later":{"a":[1]},"Target":"not this one","nextCommand":null,"exitCode":3}""")]
    public void An_error_of_another_version_is_read_the_same_both_ways(string text) =>
        Assert.Equal(LedgerJson.Read<JobOpsError>(text), QuickJson.ReadError(text));

    /// <summary>A member that is added to an error is read here as well.</summary>
    [Fact]
    public void Every_error_comes_back_as_it_was_both_ways() =>
        Assert.All(SampleErrors.Ids, id =>
        {
            var error = SampleErrors.Of(id) with { Target = "t", CommandExitCode = 7 };
            Assert.Equal(error, LedgerJson.Read<JobOpsError>(LedgerJson.Write(error)));
            Assert.Equal(error, QuickJson.ReadError(LedgerJson.Write(error)));
        });

    [Fact]
    public void A_text_that_is_not_there_is_nothing() => Assert.Null(LedgerJson.Read<string>(null));
}
