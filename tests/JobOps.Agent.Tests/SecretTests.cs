using System.Text;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>A secret reaches the process that needs it, and nothing else.</summary>
public sealed class SecretTests
{
    const string Value = "correct-horse-battery";

    [Fact]
    public async Task A_secret_comes_from_the_environment_and_is_nowhere_afterwards()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("secretive", SampleJobs.TakesSecret);

        var answer = (await shop.CallWithAsync($"JOBOPS_PARAM_TOKEN={Value}", "start", "secretive", "--secret", "token")).EndsWith(0);

        await AssertUsedAndGoneAsync(shop, answer);
    }

    [Fact]
    public async Task A_secret_comes_from_standard_input_and_is_nowhere_afterwards()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("secretive", SampleJobs.TakesSecret);

        var answer = (await shop.CallWithInputAsync(Value + "\n", "start", "secretive", "--secret", "token")).EndsWith(0);

        await AssertUsedAndGoneAsync(shop, answer);
    }

    [Fact]
    public async Task A_step_does_not_inherit_the_variable_that_the_secret_came_in()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("secretive", """
            "parameters": { "token": { "type": "string", "secret": true } },
            "steps": [{ "name": "look", "command": ["sh", "-c", "test -z \"$JOBOPS_PARAM_TOKEN\""] }]
            """);

        (await shop.CallWithAsync($"JOBOPS_PARAM_TOKEN={Value}", "start", "secretive", "--secret", "token")).EndsWith(0);
    }

    [Fact]
    public async Task A_secret_on_the_command_line_starts_nothing_and_is_not_repeated()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("secretive", SampleJobs.TakesSecret);

        var answer = (await shop.CallAsync("start", "secretive", "--parameter", $"token={Value}")).EndsWith(65);

        Assert.Contains("--secret token", answer.Errors);
        Assert.DoesNotContain(Value, answer.Errors);
        Assert.Empty(await shop.RunsAsync());
    }

    [Fact]
    public async Task A_secret_without_a_value_starts_nothing()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("secretive", SampleJobs.TakesSecret);

        var answer = (await shop.CallAsync("start", "secretive", "--secret", "token", "--json")).EndsWith(65);

        Assert.Equal("SecretNotGiven", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_secret_cannot_be_left_to_another_worker()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("secretive", SampleJobs.TakesSecret);

        var answer = (await shop.CallWithInputAsync(Value + "\n", "start", "secretive", "--secret", "token", "--no-wait", "--json"))
            .EndsWith(65);

        Assert.Equal("SecretNeedsWait", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_ledger_password_on_the_command_line_is_refused_and_not_repeated()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("runs", "--ledger", $"sqlserver:Server=127.0.0.1;Password={Value}")).EndsWith(64);

        Assert.Contains("JOBOPS_LEDGER", answer.Errors);
        Assert.DoesNotContain(Value, answer.Errors);
    }

    static async Task AssertUsedAndGoneAsync(Workshop shop, Answer answer)
    {
        var log = await shop.CallAsync("log", "1");
        Assert.Contains($"use: {Value.Length}", log.Output);
        var run = await shop.CallAsync("run", "1", "--json");
        foreach (var text in new[] { answer.Output, answer.Errors, log.Output, run.Output })
            Assert.DoesNotContain(Value, text);
        foreach (var file in Directory.GetFiles(shop.Folder, "ledger.db*"))
            Assert.True(
                File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Value)) < 0,
                $"{Path.GetFileName(file)} has the secret");
    }
}
