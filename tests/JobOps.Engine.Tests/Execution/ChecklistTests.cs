using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Checklists that are gone through: real programs, files and a real ledger.</summary>
public sealed class ChecklistTests : ExecutionTest
{
    readonly List<string> _asked = [];

    Checklist List(string items, string more = "")
    {
        var file = Folder.File("site.checklist.json");
        File.WriteAllText(file, $$"""{ "name": "site", "owner": "shop team", "items": [{{items}}]{{more}} }""");
        return ChecklistFile.Read(file, Folder.Path);
    }

    static string Command(string name, params string[] words)
    {
        var run = string.Join(", ", words.Select(word => $"\"{word}\""));
        return $$"""{ "name": "{{name}}", "title": "It is so.", "command": { "run": [{{run}}] } }""";
    }

    const string Question = """{ "name": "logs", "title": "The logs are quiet.", "attest": "What do the logs show?" }""";

    Task<ChecklistResult> GoThroughAsync(
        Checklist list, ChangeId? change = null, string? environment = null, string? answer = null,
        Dictionary<string, string>? notes = null, Dictionary<string, string>? evidence = null) =>
        new ChecklistRunner(
            Ledger, (item, _) =>
            {
                _asked.Add(item.Name);
                return Task.FromResult(answer is null ? null : new ItemAnswer(answer));
            },
            _ => { }).RunAsync(
                new() { Checklist = list, ChangeId = change, Environment = environment, Notes = notes ?? [], Evidence = evidence ?? [] },
                Cancellation);

    async Task<ChangeId> OpenAsync() =>
        (await Ledger.Changes.OpenAsync(Contract.LedgerContract.SampleChange($"/site/{Guid.NewGuid()}"), Cancellation)).ChangeId;

    [Fact]
    public async Task A_command_passes_by_its_exit_code_and_what_it_prints()
    {
        var result = await GoThroughAsync(List(string.Join(", ",
            Command("good", "true"), Command("bad", "sh", "-c", "echo no luck >&2; exit 3"), Command("missing", "./nosuch"),
            """{ "name": "prints", "title": "t", "command": { "run": ["echo", "a", "b"], "prints": "^a b$" } }""",
            """{ "name": "other", "title": "t", "remedy": "Ask anna.", "command": { "run": ["echo", "c"], "prints": "^a b$" } }""")));

        Assert.False(result.Passed);
        Assert.Equal(
            ["Passed: exit code 0", "Failed: exit code 3 instead of 0: no luck", "Failed: there is no program './nosuch' here",
                "Passed: exit code 0", "Failed: exit code 0, and nothing printed that matches ^a b$"],
            result.Items.Select(item => $"{item.Status}: {item.Actual}"));
        Assert.Equal("Ask anna.", result.Items[4].Remedy);
        Assert.Equal(["c"], result.Items[4].Evidence);
        Assert.All(result.Items.Where(item => !item.IsGood), item => Assert.NotEmpty(item.Remedy!));
    }

    [Fact]
    public async Task A_look_that_takes_too_long_fails_and_the_next_is_taken()
    {
        const string slow = """{ "name": "slow", "title": "t", "timeout": "300ms", "command": { "run": ["sleep", "600"] } }""";
        var result = await GoThroughAsync(List($"{slow}, {Command("next", "true")}"));

        Assert.Equal(["nothing seen within 300 ms", "exit code 0"], result.Items.Select(item => item.Actual));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_that_will_not_end_is_ended_before_its_list_is(bool cancelled)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A program of Windows cannot ignore that it is ended.");
        var pid = Folder.File("pid");
        var list = List($$"""
            { "name": "hang", "title": "t", "timeout": "{{(cancelled ? "1h" : "1s")}}", "command": { "run":
              ["sh", "-c", "trap '' TERM INT; echo $$ > pid.new; mv pid.new pid; while :; do sleep 1; done"] } }
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var going = new ChecklistRunner(Ledger, (_, _) => Task.FromResult<ItemAnswer?>(null), _ => { }).RunAsync(
            new() { Checklist = list }, stop.Token);
        while (!File.Exists(pid))
            await Task.Delay(20, Cancellation);
        if (cancelled)
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);
        }
        else
            Assert.Equal("nothing seen within 1 s", (await going).Items[0].Actual);

        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(pid).Trim()}"));
    }

    [Fact]
    public async Task A_long_line_is_cut_so_that_every_report_can_hold_it()
    {
        var result = await GoThroughAsync(List(Command("long", "echo", new string('x', 499) + "\U0001F600 and more")));

        Assert.Equal(new string('x', 499) + "…", result.Items[0].Evidence[0]);
        Assert.Contains("x…", ChecklistReport.JUnit(result), StringComparison.Ordinal);
        Assert.Contains("x…", ChecklistReport.NUnit(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiver_holds_for_an_answer_that_is_not_one()
    {
        var list = List(
            """{ "name": "logs", "title": "t", "attest": { "question": "What?", "evidence": true } }""",
            """, "waivers": [{ "item": "logs", "owner": "anna", "reason": "no camera", "until": "9999-12-31" }]""");

        var noEvidence = await GoThroughAsync(list, notes: new() { ["logs"] = "quiet" });
        var empty = await GoThroughAsync(list, notes: new() { ["logs"] = "" });

        Assert.Equal(
            ["Waived: no evidence was given", "Waived: nobody has answered"],
            new[] { noEvidence, empty }.Select(result => $"{result.Items[0].Status}: {result.Items[0].Actual}"));
    }

    [Fact]
    public async Task Evidence_without_an_end_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Devices with a path are Linux's.");
        var list = List("""{ "name": "logs", "title": "t", "attest": { "question": "What?", "evidence": true } }""");

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => GoThroughAsync(
            list, notes: new() { ["logs"] = "x" }, evidence: new() { ["logs"] = "/dev/zero" }))).Error;

        Assert.Equal((nameof(Error.EvidenceUnreadable), "/dev/zero: it is a device"), (error.Id, error.Actual));
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_is_what_is_to_be_mended()
    {
        var result = await GoThroughAsync(List(
            """
            { "name": "a", "title": "t", "command": { "run": ["echo", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"], "prints": "^(a+)+$" } }
            """));

        Assert.Equal("the pattern ^(a+)+$ takes too long on what was found", result.Items[0].Actual);
    }

    [Fact]
    public async Task A_question_is_answered_by_a_note_and_who_and_when_are_kept()
    {
        File.WriteAllText(Folder.File("shot.png"), "picture");
        var list = List("""{ "name": "logs", "title": "t", "attest": { "question": "What?", "evidence": true } }""");

        var without = await GoThroughAsync(list, notes: new() { ["logs"] = "quiet" });
        var with = await GoThroughAsync(list, notes: new() { ["LOGS"] = "quiet" }, evidence: new() { ["logs"] = "shot.png" });

        Assert.Equal("no evidence was given", without.Items[0].Actual);
        var given = with.Items[0].Attestation!;
        Assert.Equal(("quiet", Ledger.Info.Actor, with.PerformedAt), (given.Note, given.By, given.At));
        Assert.Equal(
            (Folder.File("shot.png"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("picture"u8))),
            (given.EvidenceFile, given.EvidenceSha256));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Nobody_is_asked_twice_for_the_same_change_until_the_question_is_another()
    {
        var change = await OpenAsync();
        var first = await GoThroughAsync(List(Question), change, answer: "quiet");
        var again = await GoThroughAsync(List(Question), change, answer: "not asked");
        var other = await GoThroughAsync(List(Question), await OpenAsync(), answer: null);
        var edited = await GoThroughAsync(
            List(Question.Replace("show?", "show now?", StringComparison.Ordinal)), change, answer: null);

        Assert.Equal(first.Items[0].Attestation, again.Items[0].Attestation);
        Assert.Equal((ChecklistItemStatus.Attested, "quiet"), (again.Items[0].Status, again.Items[0].Actual));
        Assert.Equal(["nobody has answered", "nobody has answered"], new[] { other, edited }.Select(result => result.Items[0].Actual));
        Assert.Equal(["logs", "logs", "logs"], _asked);
    }

    [Fact]
    public async Task A_waiver_holds_until_its_day_and_is_not_used_where_the_item_passes()
    {
        var today = DateOnly.FromDateTime((await Ledger.NowAsync(Cancellation)).UtcDateTime);
        string Waived(DateOnly until, string item) =>
            $$""", "waivers": [{ "item": "{{item}}", "owner": "anna", "reason": "old page", "until": "{{until:yyyy-MM-dd}}" }]""";

        var holds = await GoThroughAsync(List(Command("a", "false"), Waived(today, "A")));
        var over = await GoThroughAsync(List(Command("a", "false"), Waived(today.AddDays(-1), "a")));
        var unneeded = await GoThroughAsync(List(Command("a", "true"), Waived(today, "a")));
        var question = await GoThroughAsync(List(Question, Waived(today, "logs")));

        Assert.Equal((true, ChecklistItemStatus.Waived), (holds.Passed, holds.Items[0].Status));
        Assert.Equal(("anna", "old page"), (holds.Items[0].Waiver!.Owner, holds.Items[0].Waiver!.Reason));
        Assert.False(over.Passed);
        Assert.Equal((ChecklistItemStatus.Passed, null), (unneeded.Items[0].Status, unneeded.Items[0].Waiver));
        Assert.True(question.Passed);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_probe_is_kept_the_first_time_and_must_be_the_same_ever_after()
    {
        File.WriteAllText(Folder.File("page"), "one");
        var list = List("""{ "name": "page", "title": "It is as it was.", "probe": { "path": "page" } }""");
        var change = await OpenAsync();

        var kept = await GoThroughAsync(list, change);
        var same = await GoThroughAsync(list, change);
        File.WriteAllText(Folder.File("page"), "two");
        var altered = await GoThroughAsync(list, change);
        var stays = await GoThroughAsync(list, change);
        var ofNone = await GoThroughAsync(list);

        Assert.Equal(["kept: 1 lines", "as it was"], new[] { kept, same }.Select(result => result.Items[0].Actual));
        Assert.All(
            [altered, stays], result => Assert.StartsWith("not as it was when", result.Items[0].Actual, StringComparison.Ordinal));
        Assert.Equal(2, altered.Items[0].Evidence.Count);
        Assert.Contains("for no change", ofNone.Items[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placeholders_are_filled_from_the_environment_and_its_secrets_are_not_kept()
    {
        var secret = Folder.File("secret");
        File.WriteAllText(secret, "geheim-123");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Ledger.Environments.SetAsync(
            new()
            {
                Name = "staging", Settings = new Dictionary<string, object?> { ["word"] = "hello" },
                Secrets = new Dictionary<string, string> { ["db"] = $"file:{secret}" },
            },
            Cancellation);
        var list = List("""
            { "name": "a", "title": "t", "command": { "run": ["sh", "-c", "echo $1 $DB; echo no $DB >&2; exit 1", "sh",
              "${environment.word}"],
              "environment": { "DB": "${environment.secrets.db}" } } }
            """);

        var result = await GoThroughAsync(list, environment: "STAGING");
        var without = await GoThroughAsync(list);

        Assert.Equal(["hello ***", "no ***"], result.Items[0].Evidence.Order());
        Assert.Equal("exit code 1 instead of 0: no ***", result.Items[0].Actual);
        string[] told = [LedgerJson.Write(result), ChecklistReport.JUnit(result), ChecklistReport.NUnit(result)];
        Assert.All(told, text => Assert.DoesNotContain("geheim", text, StringComparison.Ordinal));
        Assert.Equal(("staging", 1), (result.Environment, result.EnvironmentVersion));
        Assert.Contains("${environment.word} has no value", without.Items[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_looked_at_in_the_ledger()
    {
        var list = List("""{ "name": "a", "title": "t", "change": { "has": ["baseline", "applied", "notWorse", "note"] } }""");
        var change = await OpenAsync();

        var nothing = await GoThroughAsync(list, change);
        await Ledger.Baselines.AddAsync(Contract.LedgerContract.SamplePhase(change, Measurements.Phase.Before, 5, 6, 7), Cancellation);
        var measured = await GoThroughAsync(list, change);
        await Ledger.Changes.SetStatusAsync(change, Changes.ChangeStatus.Applied, command: "vi", cancellation: Cancellation);
        var applied = await GoThroughAsync(list, change);
        await Ledger.Baselines.AddAsync(Contract.LedgerContract.SamplePhase(change, Measurements.Phase.After, 5, 6, 7), Cancellation);
        var after = await GoThroughAsync(list, change);
        await Ledger.Notes.WriteAsync(new() { ChangeId = change, Reason = "done", Command = "vi" }, Cancellation);
        var noted = await GoThroughAsync(list, change);

        Assert.Equal(
            [$"{change} has no measurement from before", $"{change} is Measured", $"{change} was not measured before and after",
                $"{change} has no final note"],
            new[] { nothing, measured, applied, after }.Select(result => result.Items[0].Actual));
        Assert.True(noted.Passed, noted.Items[0].Actual);
    }

    [Fact]
    public async Task Environments_may_differ_where_somebody_has_said_why()
    {
        var list = List("""{ "name": "a", "title": "t", "environments": { "compare": ["staging", "production"] } }""");
        async Task SetAsync(string name, string url, string? why = null) => await Ledger.Environments.SetAsync(
            new()
            {
                Name = name, Settings = new Dictionary<string, object?> { ["url"] = url },
                ExpectedDifferences = why is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["url"] = why },
            },
            Cancellation);

        var unknown = await GoThroughAsync(list);
        await SetAsync("staging", "a");
        await SetAsync("production", "b");
        var unexpected = await GoThroughAsync(list);
        await SetAsync("production", "b", "each has its own");
        var expected = await GoThroughAsync(list);

        Assert.Contains("no environment 'staging'", unknown.Items[0].Actual, StringComparison.Ordinal);
        Assert.Equal("differ, and nobody has said why: url", unexpected.Items[0].Actual);
        Assert.True(expected.Passed);
    }

    [Fact]
    public async Task What_cannot_be_gone_through_is_refused_before_the_first_look()
    {
        var list = List(Command("a", "touch", Folder.File("touched")) + ", " + Question);

        async Task<string> RefusalAsync(Func<Task> call) => (await Assert.ThrowsAsync<JobOpsException>(call)).Error.Id;

        Assert.Equal(nameof(Error.ChecklistItemUnknown), await RefusalAsync(() => GoThroughAsync(list, notes: new() { ["nosuch"] = "x" })));
        Assert.Equal(nameof(Error.ChecklistItemUnknown), await RefusalAsync(() => GoThroughAsync(list, notes: new() { ["a"] = "x" })));
        Assert.Equal(
            nameof(Error.EvidenceUnreadable), await RefusalAsync(() => GoThroughAsync(list, evidence: new() { ["logs"] = "nosuch" })));
        Assert.Equal(nameof(Error.EnvironmentNotFound), await RefusalAsync(() => GoThroughAsync(list, environment: "nosuch")));
        Assert.Equal(nameof(Error.ChangeNotFound), await RefusalAsync(() => GoThroughAsync(list, change: new(999))));
        Assert.False(File.Exists(Folder.File("touched")));
        Assert.Empty(await Ledger.ChecklistResults.GetAsync(cancellation: Cancellation));
    }

    [Fact]
    public async Task Evidence_without_a_note_and_a_wrong_path_at_the_question_are_mistakes_of_their_item()
    {
        File.WriteAllText(Folder.File("shot.png"), "picture");
        var list = List("""{ "name": "logs", "title": "t", "attest": { "question": "What?", "evidence": true } }""");

        var withoutNote = await GoThroughAsync(list, evidence: new() { ["logs"] = "shot.png" });
        var asked = await GoThroughAsync(list, answer: "quiet", evidence: new() { ["logs"] = "shot.png" });
        var mistyped = await new ChecklistRunner(
            Ledger, (_, _) => Task.FromResult<ItemAnswer?>(new("quiet", "nosuch.png")), _ => { }).RunAsync(
            new() { Checklist = list }, Cancellation);

        Assert.Equal("evidence was given, and no note", withoutNote.Items[0].Actual);
        Assert.EndsWith("shot.png", asked.Items[0].Attestation!.EvidenceFile, StringComparison.Ordinal);
        Assert.StartsWith("the evidence cannot be read: nosuch.png", mistyped.Items[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_is_bounded()
    {
        var result = await GoThroughAsync(List(Command("a", "sh", "-c", "for i in $(seq 900); do printf '%0999d\\\\n' $i; done")));

        Assert.Equal(ChecklistItemResult.MostLines, result.Items[0].Evidence.Count);
        Assert.All(result.Items[0].Evidence, line => Assert.InRange(line.Length, 1, ChecklistItemResult.LongestLine + 1));
    }

    [Fact]
    public async Task Reports_have_a_test_for_each_item_and_any_text_in_them()
    {
        var list = List(
            Command("good", "true") + ", " + Command("bad", "printf", "<\\u0001&\\\"") + ", "
            + """{ "name": "old", "title": "t", "command": { "run": ["false"] } }""",
            """, "waivers": [{ "item": "old", "owner": "anna", "reason": "<old>", "until": "9999-01-01" }]""");
        var result = await GoThroughAsync(list);

        var junit = System.Xml.Linq.XDocument.Parse(ChecklistReport.JUnit(result)).Root!.Element("testsuite")!;
        var nunit = System.Xml.Linq.XDocument.Parse(ChecklistReport.NUnit(result)).Root!;

        Assert.Equal(["3", "0", "1"], new[] { "tests", "failures", "skipped" }.Select(name => (string?)junit.Attribute(name)));
        Assert.Equal(["good", "bad", "old"], junit.Elements("testcase").Select(test => (string?)test.Attribute("name")));
        Assert.Equal(["Passed", "Passed", "Skipped"], nunit.Descendants("test-case").Select(test => (string?)test.Attribute("result")));
        Assert.Contains("<old>", nunit.Descendants("reason").Single().Value, StringComparison.Ordinal);
    }
}
