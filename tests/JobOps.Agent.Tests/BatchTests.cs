using System.Text;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>start --batch: many runs in one call, all or none.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task Ten_thousand_lines_become_ten_thousand_runs()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var lines = new StringBuilder();
        for (var n = 1; n <= 10_000; n++)
            lines.Append($$$"""{"parameters":{"who":"host {{{n}}}"},"key":"k{{{n}}}"}""").Append('\n');

        var answer = (await shop.CallWithInputAsync(lines.ToString(), "start", "easy", "--batch", "-", "--queue", "many")).EndsWith(0);

        Assert.Contains("Started 10000 runs of easy: 1 to 10000.", answer.Output);
        var queue = (await shop.CallAsync("queues", "many", "--json")).EndsWith(0).Json[0];
        Assert.Equal(10_000, queue.GetProperty("queued").GetInt64());
        Assert.Equal("host 10000", (string?)(await shop.RunAsync(10_000)).Parameters["who"]);
    }

    [Fact]
    public async Task A_line_may_say_all_that_a_start_can_and_the_command_line_says_the_rest()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        const string Due = "\"dueAt\":\"2999-01-01T12:00Z\",\"startBy\":\"2999-01-02T00:00Z\"";
        await WriteAsync(shop, $$"""
            {"parameters":{"count":3},"key":"a","environment":"staging","queue":"web","priority":7,{{Due}}}
            {"parameters":{"who":"me"},"delay":"1h"}
            {}

            """);

        (await shop.CallAsync("start",
            "easy", "--batch", "batch.jsonl", "--queue", "mail", "--priority", "1", "-p", "who=you")).EndsWith(0);

        var (first, second, third) = (await shop.RunAsync(1), await shop.RunAsync(2), await shop.RunAsync(3));
        Assert.Equal(("a", "staging", "web", 7), (first.IdempotencyKey, first.Environment, first.Queue, first.Priority));
        Assert.Equal((2999, 2999), (first.DueAt!.Value.Year, first.StartBy!.Value.Year));
        Assert.Equal(("you", 3L), (first.Parameters["who"], first.Parameters["count"]));
        Assert.Equal(("me", "mail", 1), (second.Parameters["who"], second.Queue, second.Priority));
        Assert.Equal(TimeSpan.FromHours(1), second.DueAt - second.RequestedAt);
        Assert.Equal(("you", null), (third.Parameters["who"], third.DueAt));
    }

    [Fact]
    public async Task The_same_batch_again_starts_nothing()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await WriteAsync(shop, """
            {"key":"a"}
            {"key":"b"}
            """);
        (await shop.CallAsync("start", "easy", "--batch", "batch.jsonl")).EndsWith(0);
        File.AppendAllText(shop.PathOf("batch.jsonl"), "\n{\"key\":\"c\"}\n");

        var again = (await shop.CallAsync("start", "easy", "--batch", "batch.jsonl")).EndsWith(0);
        var asJson = (await shop.CallAsync("start", "easy", "--batch", "batch.jsonl", "--json")).EndsWith(0);

        Assert.Contains("Started 1 run of easy", again.Output);
        Assert.Contains("Of 2 runs the key was there already", again.Output);
        Assert.All(asJson.Json.EnumerateArray(), run => Assert.True(run.GetProperty("replayed").GetBoolean()));
        Assert.Equal(3, asJson.Json.GetArrayLength());
    }

    [Theory]
    [InlineData("BatchLineInvalid", """{"parameters":{"who":"a"}""", "Line 2")]
    [InlineData("BatchLineInvalid", """["who"]""", "no object")]
    [InlineData("BatchLineInvalid", """{"who":"a"}""", "the member 'who'")]
    [InlineData("BatchLineInvalid", """{"key":"a","key":"b"}""", "key")]
    [InlineData("BatchLineInvalid", """{"parameters":{"who":["a"]}}""", "'who' is not a plain value")]
    [InlineData("BatchLineInvalid", """{"priority":"high"}""", "'priority' is not a whole number")]
    [InlineData("BatchLineInvalid", """{"dueAt":"soon"}""", "'dueAt' is not a time")]
    [InlineData("ParameterUnknown", """{"parameters":{"colour":"red"}}""", "Line 2 of 'batch.jsonl', so none was started")]
    [InlineData("ParameterInvalid", """{"parameters":{"count":10}}""", "Line 2 of 'batch.jsonl', so none was started")]
    [InlineData("RequestInvalid", """{"key":""}""", "Line 2 of 'batch.jsonl', so none was started")]
    public async Task A_bad_line_is_named_and_starts_nothing(string id, string line, string words)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await WriteAsync(shop, $$$"""
            {"parameters":{"who":"good"}}
            {{{line}}}
            {"parameters":{"who":"good, too"}}
            """);

        var answer = (await shop.CallAsync("start", "easy", "--batch", "batch.jsonl", "--json")).EndsWith(65);

        Assert.Equal(id, answer.Error.GetProperty("id").GetString());
        Assert.Contains("Line 2", answer.Error.GetProperty("what").GetString());
        Assert.Contains(words, $"{answer.Error.GetProperty("what")} {answer.Error.GetProperty("actual")}");
        Assert.Empty(await shop.RunsAsync());
    }

    static Task WriteAsync(Workshop shop, string lines) => File.WriteAllTextAsync(shop.PathOf("batch.jsonl"), lines);
}
