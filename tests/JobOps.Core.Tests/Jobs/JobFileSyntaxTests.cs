using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>A job file that is no JSON says where, and never crashes the reader.</summary>
public class JobFileSyntaxTests
{
    const string Json = "JSON, at most 16 levels deep";

    public static TheoryData<string, string> Texts => new()
    {
        { "▸", $"$: expected {Json}, found the input does not contain any JSON tokens" },
        { "// a comment only▸", $"$: expected {Json}, found the input does not contain any JSON tokens" },
        {
            "{ \"name\": \"x\"\n  ▸\"owner\": 1 }",
            $"$: expected {Json}, found '\"' is invalid after a value. Expected either ',', '}}', or ']'"
        },
        {
            "{ \"steps\": [\n{ \"name\": tru▸ } ] }",
            $"$.steps[0].name: expected {Json}, " +
            "found 'tru } ] }' is an invalid JSON literal. Expected the literal 'true'"
        },
        {
            "{ \"steps\": [ {}, ▸] }",
            $"$.steps: expected {Json}, found the JSON array contains a trailing comma at the end"
        },
        { "{ \"üü\": ▸é }", $"$['üü']: expected {Json}, found '0xC3' is an invalid start of a value" },
        {
            "/* é */ {} ▸{}",
            $"$: expected {Json}, found '{{' is invalid after a single JSON value. Expected end of data"
        },
        {
            "{ \"name\": \"x▸",
            $"$.name: expected {Json}, found expected end of string, but instead reached end of data"
        },
        {
            "{ \"name\": [\n\n▸",
            $"$.name: expected {Json}, found expected depth to be zero at the end of the JSON payload. " +
            "There is an open JSON object or array that should be closed"
        },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_syntax_error_has_a_place(string text, string expected) => JobTexts.AssertMistakes(text, expected);

    [Fact]
    public void Endless_nesting_is_refused()
    {
        var mistake = Assert.Single(JobTexts.MistakesIn(new string('[', 100_000)));

        Assert.StartsWith($"{JobTexts.File}(1,17): $[0]", mistake);
        Assert.EndsWith("the maximum configured depth of 16 has been exceeded. Cannot read next JSON array", mistake);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_named_with_their_place()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("latin1.job.json");
        File.WriteAllBytes(path, [(byte)'{', (byte)'\n', (byte)'"', 0xE4, (byte)'"', (byte)'}']);

        var error = Assert.Throws<JobOpsException>(() => JobFile.Read(path)).Error;

        Assert.Equal($"{path}(2,2): $: expected UTF-8 text, found the byte 0xE4", error.Actual);
    }

    [Fact]
    public void Half_a_character_is_refused() => JobTexts.AssertMistakes(
        JobTexts.Job(""" "description": ▸"\ud800", "command": ["x"], "environment": { ▸▸"\udc00": "" } """),
        $"""
        $.description: expected text whose escapes form whole characters, found half a surrogate pair
        $.environment: expected text whose escapes form whole characters, found half a surrogate pair
        $.environment['']: expected {JobTexts.VariableName}, found ''
        """);

    [Fact]
    public void Control_characters_of_a_file_do_not_reach_the_terminal()
    {
        var mistakes = JobTexts.MistakesIn(JobTexts.Job(""" "\u001b[2J\n": 1, "command": ["x"] """));

        Assert.DoesNotContain(string.Join("", mistakes), char.IsControl);
    }
}
