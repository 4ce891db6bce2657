using JobOps.Errors;

namespace JobOps.Execution.Tests.Checks;

public sealed class LoggingTests : CheckRig
{
    [Fact]
    public async Task Passes_where_a_request_is_logged()
    {
        var log = Write("access.log", "GET /before\n");
        await using var site = new CheckedSite(request =>
        {
            File.AppendAllText(log, $"GET {request.Path}\n");
            return CheckedSite.Answer(404, "");
        });

        var outcome = await PassesAsync(
            "logging", $$"""{ "file": "access.log", "trigger": "{{site.Url}}nothing", "line": "GET /nothing$" }""");

        Assert.Matches(@"^logged [0-9.]+ m?s after GET http://localhost:[0-9]+/nothing \(status 404\)$", outcome.Actual);
    }

    [Fact]
    public async Task Passes_for_a_line_that_comes_after_a_rotation()
    {
        var log = Write("app.log", new string('.', 1000));
        await using var site = new CheckedSite(_ =>
        {
            File.Move(log, log + ".1");
            File.WriteAllText(log, "asked\n");
            return CheckedSite.Answer(200, "");
        });

        await PassesAsync(
            "logging", $$"""{ "file": "app.log", "trigger": "{{site.Url}}", "rotated": { "largest": "500B", "oldest": "1d" } }""");
    }

    [Fact]
    public async Task A_command_may_cause_the_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the command is one of a shell");
        WriteScript("work", "echo done >> app.log");

        await PassesAsync("logging", """{ "file": "app.log", "trigger": ["./work"], "line": "^done$" }""");
        await FailsAsync(
            "logging", """{ "file": "app.log", "trigger": ["./work"], "line": "^other$", "within": "300ms" }""",
            "nothing that matches ^other$ was logged in", "lsof ");
        await FailsAsync("logging", """{ "file": "app.log", "trigger": ["./none"] }""", "there is no program './none'", "Install");
    }

    [Fact]
    public async Task Fails_where_nothing_is_logged()
    {
        await using var site = new CheckedSite(_ => CheckedSite.Answer(200, ""));
        var check = $$"""{ "file": "access.log", "trigger": "{{site.Url}}", "within": "200ms" }""";

        await FailsAsync(
            "logging", check, $"nothing was logged in {PathOf("access.log")} within 200 ms", "Have the service log into this file");
        // What was there before is no answer.
        Write("access.log", "GET /\n");
        await FailsAsync("logging", check, "nothing was logged in", "Look whether the service logs into this file");
    }

    [Fact]
    public async Task Fails_where_what_should_log_does_not_answer()
    {
        var site = new CheckedSite(_ => "");
        await site.DisposeAsync();

        await FailsAsync(
            "logging", $$"""{ "file": "access.log", "trigger": "{{site.Url}}" }""", "no answer from", "Start what should answer");
    }

    [Theory]
    [InlineData("access.log", "access.log.1")]
    [InlineData("access.log", "access.log.2.gz")]
    [InlineData("access.log", "access.log-20260131")]
    [InlineData("laravel.log", "laravel-2026-01-31.log")]
    [InlineData("app.log", "app.1.log")]
    public async Task Passes_where_it_was_rotated(string name, string rotated)
    {
        Write(name);
        File.SetLastWriteTimeUtc(Write(rotated), DateTime.UtcNow.AddDays(-3));

        var outcome = await PassesAsync("logging", Rotation(name, """ "oldest": "7d" """));
        await FailsAsync(
            "logging", Rotation(name, """ "oldest": "2d" """), $"was rotated 3 d ago instead of at most 2 d, into {rotated}",
            "logrotate --force");

        Assert.Equal($"{PathOf(name)} has 4 B, rotated into {rotated}", outcome.Actual);
    }

    [Fact]
    public async Task Fails_where_it_never_was()
    {
        Write("access.log");
        Write("access.log.bak");
        Write("error.log.1");
        while (DateTime.UtcNow - File.GetCreationTimeUtc(PathOf("access.log")) < TimeSpan.FromMilliseconds(2))
            await Task.Yield();

        await PassesAsync("logging", Rotation("access.log", """ "oldest": "7d" """));
        await FailsAsync(
            "logging", Rotation("access.log", """ "oldest": "1ms" """), "no file that it was rotated into",
            "logrotate --force /etc/logrotate.d/access");
    }

    [Fact]
    public async Task Fails_where_it_is_too_large()
    {
        Write("access.log", new string('.', 2000));

        await PassesAsync("logging", Rotation("access.log", """ "largest": "2kB" """));
        await FailsAsync("logging", Rotation("access.log", """ "largest": "1kB" """), "has 2 kB instead of at most 1 kB", "logrotate");
        await FailsAsync("logging", Rotation("none.log", """ "largest": "1kB" """), "there is no file", "Name the file");
    }

    [Theory]
    [InlineData("""{ "file": "a" }""", "one of the members 'trigger', 'rotated', or both")]
    [InlineData("""{ "file": "a", "rotated": {} }""", "one of the members 'largest', 'oldest', or both")]
    [InlineData("""{ "file": "a", "trigger": 1 }""", "an absolute http or https URL; or a list")]
    [InlineData("""{ "file": "a", "line": "x", "rotated": { "oldest": "1d" } }""", "'trigger'")]
    public void Refuses_what_says_nothing(string check, string expected) =>
        Assert.Contains(expected, Assert.Throws<JobOpsException>(() => Read("logging", check)).Error.Actual);

    static string Rotation(string name, string members) => $$"""{ "file": "{{name}}", "rotated": { {{members}} } }""";
}
