using JobOps.Checklists;
using JobOps.Core.Tests;
using JobOps.Errors;
using JobOps.Harness;

namespace JobOps.Tests.Checklists;

public sealed class ChecklistFileTests : IDisposable
{
    const string Item = """{ "name": "there", "title": "It is there.", "command": { "run": ["true"] } }""";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string List(string items, string more = "") => $$"""{ "name": "list", "owner": "shop team", "items": [{{items}}]{{more}} }""";

    Checklist Read(string text)
    {
        var file = Path.Combine(_folder.Path, "list.checklist.json");
        File.WriteAllText(file, text);
        return ChecklistFile.Read(file, _folder.Path);
    }

    string MistakesIn(string text)
    {
        var error = Assert.Throws<JobOpsException>(() => Read(text)).Error;
        Assert.Equal((nameof(Error.ChecklistInvalid), ExitCodes.BadInput), (error.Id, error.ExitCode));
        return error.Actual.Replace(Path.Combine(_folder.Path, "list.checklist.json"), "list", StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_has_its_items_and_their_checks_in_order()
    {
        var list = Read("""
            {
              "$schema": "x", "name": "site", "owner": "shop team", "description": "d",
              "items": [
                { "name": "lint", "title": "It is sound.", "timeout": "2m", "remedy": "Mend it.",
                  "command": { "run": ["php", "-l", "${environment.root}/index.php"], "exitCode": 3, "prints": "No syntax",
                    "workingDirectory": "x", "environment": { "DB": "${environment.secrets.db}" } } },
                { "name": "home", "title": "It answers.", "http": "https://example.org/" },
                { "name": "page", "title": "It is cached.",
                  "http": { "url": "${environment.url}", "status": 204, "body": "b", "within": "1s",
                    "send": { "Cookie": "${environment.secrets.c}" },
                    "headers": { "Age": "[0-9]+" }, "withoutHeaders": ["Set-Cookie"] } },
                { "name": "others", "title": "All else is as it was.", "probe": { "path": "x", "ignore": ["log$"] } },
                { "name": "script", "title": "It passes.", 
                  "script": { "path": "x.ps1", "parameters": { "A": "b" }, "environment": { "C": "d" } } },
                { "name": "eyes", "title": "Somebody has looked.", "attest": { "question": "What?", "evidence": true } },
                { "name": "change", "title": "It is complete.",
                  "change": { "has": ["baseline", "rehearsal", "applied", "notWorse", "note"] } },
                { "name": "alike", "title": "They are alike.", "environments": { "compare": ["staging", "production"] } }
              ],
              "waivers": [{ "item": "LINT", "owner": "anna", "reason": "old page", "until": "2027-01-31" }]
            }
            """);

        Assert.Equal(["lint", "home", "page", "others", "script", "eyes", "change", "alike"], list.Items.Select(item => item.Name));
        Assert.Equal(
            [typeof(CommandCheck), typeof(HttpCheck), typeof(HttpCheck), typeof(ProbeCheck), typeof(ScriptCheck), typeof(AttestCheck),
                typeof(ChangeCheck), typeof(EnvironmentsCheck)],
            list.Items.Select(item => item.Check.GetType()));
        Assert.Equal((TimeSpan.FromMinutes(2), "Mend it."), (list.Items[0].Timeout, list.Items[0].Remedy));
        var command = (CommandCheck)list.Items[0].Check;
        Assert.Equal((3, "No syntax", "x"), (command.ExitCode, command.Prints, command.WorkingDirectory?.Text));
        Assert.Equal(5, ((ChangeCheck)list.Items[6].Check).Has.Count);
        Assert.Equal(new Waiver("LINT", "anna", "old page", new(2027, 1, 31)), list.Waivers.Single());
        Assert.Equal((_folder.Path, 64), (list.Folder, list.Hash.Length));
    }

    /// <summary>What <c>▸</c> stands for.</summary>
    const string Begin = """{ "name": "a", "title": "t", """;

    [Theory]
    [InlineData("", "list(1,50): $.items: expected a list of items, found an empty list")]
    [InlineData("""{ "name": "a b", "title": "t", "attest": "q" }""", "$.items[0].name: expected a name of letters")]
    [InlineData("""{ "name": "a", "attest": "q" }""", "$.items[0].title: expected words, found nothing")]
    [InlineData("""{ "name": "a", "title": "t" }""", "$.items[0]: expected one of the members 'command'")]
    [InlineData("""▸"attest": "q", "http": "http://x/" }""", "'http' beside 'attest'")]
    [InlineData("""▸"atest": "q" }""", "expected 'attest' (did you mean that?)")]
    [InlineData("""▸"attest": "q" }, { "name": "A", "title": "t", "attest": "q" }""", "a name that no other item has")]
    [InlineData("""▸"command": { "run": [] } }""", "found an empty list")]
    [InlineData("""▸"command": { "run": ["x"], "prints": "(" } }""", "expected a regular expression, found '('")]
    [InlineData("""▸"command": { "run": ["${parameters.x}"] } }""", "a placeholder out of: ${environment.<setting>}")]
    [InlineData("""▸"command": { "run": ["${environment.secrets.x}"] } }""", "in a value of 'environment' only")]
    [InlineData("""▸"http": "ftp://x/" }""", "an absolute http or https URL")]
    [InlineData("""▸"http": { "url": "http://x/", "headers": { "a b": "x" } } }""", "the name of a header")]
    [InlineData("""▸"change": { "has": ["luck"] } }""", "one of: baseline, rehearsal, applied, watched, notWorse, note")]
    [InlineData("""▸"environments": { "compare": ["staging"] } }""", "two names, found 1")]
    [InlineData("""▸"timeout": "soon", "attest": "q" }""", "a duration such as")]
    [InlineData("""▸"probe": { "path": "x", "mask": ["("] } }""", "expected a regular expression, found '('")]
    public void What_is_wrong_with_an_item_is_said_with_its_place(string items, string mistake) =>
        Assert.Contains(mistake, MistakesIn(List(items.Replace("▸", Begin, StringComparison.Ordinal))), StringComparison.Ordinal);

    const string Waiver = """{ "item": "there", """;

    [Theory]
    [InlineData(
        """{ "item": "nosuch", "owner": "o", "reason": "r", "until": "2027-01-31" }""", "the name of an item of this list, found 'nosuch'")]
    [InlineData("""▸"reason": "r", "until": "2027-01-31" }""", "$.waivers[0].owner: expected words, found nothing")]
    [InlineData("""▸"owner": "o", "reason": " ", "until": "2027-01-31" }""", "expected words, found an empty text")]
    [InlineData("""▸"owner": "o", "reason": "r" }""", "$.waivers[0].until: expected a day such as 2027-01-31, found nothing")]
    [InlineData("""▸"owner": "o", "reason": "r", "until": "31.1.2027" }""", "expected a day such as 2027-01-31, found '31.1.2027'")]
    public void A_waiver_needs_an_item_an_owner_a_reason_and_a_day(string waiver, string mistake) =>
        Assert.Contains(
            mistake, MistakesIn(List(Item, $""", "waivers": [{waiver.Replace("▸", Waiver, StringComparison.Ordinal)}]""")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{} x")]
    public void What_is_no_list_is_refused(string text) => Assert.NotEmpty(MistakesIn(text));

    [Fact]
    public void A_name_means_a_file_here_then_one_in_checklists_then_one_that_is_brought()
    {
        var brought = ChecklistFile.Read("SHIP", _folder.Path);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "checklists"));
        File.WriteAllText(Path.Combine(_folder.Path, "checklists", "ship.checklist.json"), List(Item));
        var beside = ChecklistFile.Read("ship", _folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "ship.checklist.json"), List(Item));
        var here = ChecklistFile.Read("ship", _folder.Path);

        Assert.Equal(("ship", "ship", _folder.Path), (brought.Name, brought.File, brought.Folder));
        Assert.Equal(Path.Combine(_folder.Path, "checklists"), beside.Folder);
        Assert.Equal(Path.Combine(_folder.Path, "ship.checklist.json"), here.File);
        Assert.Equal(ChecklistFile.Ready, ChecklistFile.Names(_folder.Path));
    }

    [Theory]
    [InlineData("nosuch", "neither")]
    [InlineData("./nosuch", "no such file")]
    [InlineData("nosuch.json", "no such file")]
    [InlineData(" ", "no name")]
    [InlineData("a\0b", "no name")]
    public void One_that_is_not_there_is_an_error(string name, string actual)
    {
        var error = Assert.Throws<JobOpsException>(() => ChecklistFile.Read(name, _folder.Path)).Error;

        Assert.Equal(nameof(Error.ChecklistNotFound), error.Id);
        Assert.Contains(actual, error.Actual, StringComparison.Ordinal);
    }

    public static TheoryData<string> Ready => [.. ChecklistFile.Ready];

    [Theory]
    [MemberData(nameof(Ready))]
    public void A_ready_list_is_the_one_in_the_repository_and_has_its_name(string name)
    {
        var list = ChecklistFile.Read(Checkout.PathOf("scripts", "checklists", $"{name}.checklist.json"), _folder.Path);

        Assert.Equal(name, list.Name);
        Assert.Equal(list.Hash, ChecklistFile.Read(name, _folder.Path).Hash);
        Assert.NotEmpty(list.Description!);
    }

    /// <summary>After a change of the form, <c>JOBOPS_UPDATE=1</c> writes the schema anew.</summary>
    [Fact]
    public void The_committed_schema_is_current()
    {
        var path = Checkout.PathOf(ChecklistSchema.RelativePath);
        if (Environment.GetEnvironmentVariable("JOBOPS_UPDATE") == "1")
            File.WriteAllText(path, ChecklistSchema.Generate());

        Assert.Equal(ChecklistSchema.Generate(), File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
