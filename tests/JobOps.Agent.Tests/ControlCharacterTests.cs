using System.Text.Json;
using JobOps.Agent.Tests.Support;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>What came from outside is shown with its control characters: no run writes on the screen of who looks at it.</summary>
public sealed class ControlCharacterTests
{
    const string Attack = "\e]0;pwn\a\e[2J";

    const string Shown = @"\e]0;pwn\a\e[2J";

    [Fact]
    public async Task No_command_obeys_what_a_run_was_given_or_has_met()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("link", $$"""
            "description": "{{Json(Attack)}}",
            "parameters": { "x": {} },
            "steps": [
              { "name": "say", "command": ["printf", "\\033]0;pwn\\007\\033[2J\\n"] },
              { "name": "switch", "command": ["ln", "-sfn", "a", "cur"], "touches": { "cur": "cur" },
                "undo": { "command": ["rm", "-f", "cur", "${parameters.x}"] } },
              { "name": "fail", "command": ["sh", "-c", "printf '\\033]0;pwn\\007\\033[2J\\n' >&2; exit 3"] }
            ]
            """);
        await using (var ledger = await shop.OpenLedgerAsync())
        {
            await new JobStarter(ledger).StartAsync(
                new() { JobName = "link", Parameters = new Dictionary<string, object?> { ["x"] = Attack } }, executedHere: false);
            await new Worker(ledger).DrainAsync();
            File.Delete(shop.PathOf("cur"));
            File.CreateSymbolicLink(shop.PathOf("cur"), Attack);
        }
        await AssertShownAsync(shop, 0, "runs");
        await AssertShownAsync(shop, 0, "run", "1");
        await AssertShownAsync(shop, 0, "steps", "1");
        await AssertShownAsync(shop, 0, "log", "1");
        await AssertShownAsync(shop, 0, "jobs", "link");
        await AssertShownAsync(shop, 0, "journal", "1");
        await AssertShownAsync(shop, 0, "rollback", "1", "--what-if");
        await AssertShownAsync(shop, 1, "rollback", "1");
        await AssertShownAsync(shop, 0, "note", "1", "--reason", Attack);
        await AssertShownAsync(shop, 0, "notes");
        await AssertShownAsync(shop, 0, "notes", "--markdown");
        await AssertShownAsync(shop, 0, "suspend", "default", "--reason", Attack);
        await AssertShownAsync(shop, 0, "queues");
        await AssertShownAsync(shop, 0, "disable", "link", "--reason", Attack);
        await AssertShownAsync(shop, 65, "start", Attack);
        await AssertShownAsync(shop, 65, "apply", Attack);
        await AssertShownAsync(shop, 64, "runs", "--status", Attack);
    }

    [Fact]
    public async Task Log_raw_gives_the_lines_as_they_were_printed()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("say", """ "command": ["printf", "one\\033[2J\\ntwo\\n"] """);
        (await shop.CallAsync("start", "say")).EndsWith(0);

        var raw = (await shop.CallAsync("log", "1", "--raw")).EndsWith(0);
        var shown = (await shop.CallAsync("log", "1")).EndsWith(0);
        var document = (await shop.CallAsync("log", "1", "--json")).EndsWith(0);

        Assert.Equal("one\e[2J\ntwo\n", raw.Output);
        Assert.Contains(@"run: one\e[2J", shown.Output);
        Assert.Equal("one\e[2J", document.Json[0].GetProperty("text").GetString());
    }

    static async Task AssertShownAsync(Workshop shop, int exitCode, params string[] arguments)
    {
        var answer = (await shop.CallAsync(arguments)).EndsWith(exitCode);
        Assert.DoesNotContain(answer.Output + answer.Errors, c => char.IsControl(c) && c is not ('\n' or '\t'));
        // Where a table breaks a text in two, it is there all the same.
        if (arguments is not (["runs"] or ["steps", ..] or ["journal", ..]))
            Assert.Contains(Shown, string.Concat((answer.Output + answer.Errors).Where(c => !char.IsWhiteSpace(c))));
    }

    static string Json(string text) => JsonSerializer.Serialize(text)[1..^1];
}
