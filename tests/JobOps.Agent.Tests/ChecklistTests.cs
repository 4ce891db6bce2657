using System.Text.Json;
using System.Xml.Linq;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>check, checks and checklists.</summary>
public sealed class ChecklistTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_gone_through_kept_and_reported()
    {
        await using var shop = new Workshop();
        await WriteAsync(shop, """
            { "name": "there", "title": "It is there.", "command": { "run": ["test", "-e", "${environment.file}"] } },
            { "name": "logs", "title": "The logs are quiet.", "attest": { "question": "What do they show?", "evidence": true } }
            """);
        await File.WriteAllTextAsync(shop.PathOf("shot.png"), "picture", Cancellation);
        (await shop.CallAsync("environment", "set", "staging", "--setting", "file=site.checklist.json")).EndsWith(0);

        var failed = (await shop.CallAsync(
            "check", "site", "--environment", "staging", "--junit-xml", "j.xml", "--nunit-xml", "n.xml")).EndsWith(2);
        var passed = (await shop.CallAsync(
            "check", "./site.checklist.json", "--environment", "staging", "--note", "logs=quiet", "--evidence", "logs=shot.png", "--json"))
            .EndsWith(0);
        var kept = (await shop.CallAsync("checks")).EndsWith(0);
        var last = (await shop.CallAsync("checks", "site", "--last", "1")).EndsWith(0);

        // Its input is no terminal: nobody is asked.
        Assert.Matches("failed +logs +nobody has answered", failed.Output);
        Assert.Contains("site: 1 passed, 1 failed", failed.Output, StringComparison.Ordinal);
        Assert.Equal("1", (string?)XDocument.Load(shop.PathOf("j.xml")).Root!.Element("testsuite")!.Attribute("failures"));
        Assert.Equal("Failed", (string?)XDocument.Load(shop.PathOf("n.xml")).Root!.Attribute("result"));
        using var json = JsonDocument.Parse(passed.Output);
        Assert.True(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(
            "quiet", json.RootElement.GetProperty("items")[1].GetProperty("attestation").GetProperty("note").GetString());
        Assert.Matches("2 +site +staging +passed", kept.Output);
        Assert.Matches("1 +site +staging +failed .*failed: logs", kept.Output);
        Assert.Matches("attested +logs +quiet", last.Output);
    }

    [Fact]
    public async Task Lists_are_shown_without_a_ledger()
    {
        await using var shop = new Workshop();
        await WriteAsync(shop, """{ "name": "a", "title": "It is so.", "http": "http://127.0.0.1:1/" }""");

        var all = (await shop.CallAsync("checklists")).EndsWith(0);
        var one = (await shop.CallAsync("checklists", "site")).EndsWith(0);
        var none = (await shop.CallAsync("checklists", "nosuch")).EndsWith(65);

        Assert.Equal("cache release security ship site", string.Join(' ', all.Output.Split('\n', StringSplitOptions.TrimEntries)).Trim());
        Assert.Matches("a +http +It is so.", one.Output);
        Assert.Contains("There is no checklist 'nosuch'", none.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(shop.LedgerFile));
    }

    [Fact]
    public async Task A_script_needs_PowerShell_and_says_so_where_there_is_none()
    {
        await using var shop = new Workshop();
        await WriteAsync(shop, """{ "name": "a", "title": "t", "script": "look.ps1" }""");
        await File.WriteAllTextAsync(shop.PathOf("look.ps1"), "'seen'", Cancellation);

        var answer = (await shop.CallWithAsync("JOBOPS_PWSH=/nosuch/pwsh", "check", "site")).EndsWith(2);

        Assert.Contains("JOBOPS_PWSH names '/nosuch/pwsh'", answer.Output, StringComparison.Ordinal);
        Assert.Contains("on a host with PowerShell", answer.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    static Task WriteAsync(Workshop shop, string items) => File.WriteAllTextAsync(
        shop.PathOf("site.checklist.json"), $$"""{ "name": "site", "owner": "shop team", "items": [{{items}}] }""", Cancellation);
}
