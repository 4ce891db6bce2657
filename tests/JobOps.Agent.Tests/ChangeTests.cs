using JobOps.Agent.Tests.Support;
using JobOps.Errors;

namespace JobOps.Agent.Tests;

/// <summary>changes, change …, and --change of start, runs, rollback and notes, as they are typed.</summary>
public sealed class ChangeTests : IAsyncDisposable
{
    static readonly string[] s_words =
    [
        "--owner", "shop team", "--expected-result", "It is fast.", "--rollback-note", "Set it to 0.", "--route", "/shop",
        "--expected-input", "a number", "--slow-query", "GET /shop", "--noticed-at", "the title appears late",
    ];

    readonly Workshop _shop = new();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_change_goes_from_its_opening_to_its_note_and_is_completed()
    {
        await _shop.RegisterAsync("switch", SampleJobs.Switches);
        File.CreateSymbolicLink(_shop.PathOf("current"), "old");

        var opened = await CallAsync(0, ["change", "new", "Cache the page", "--scope", "/shop", "--scope", "site.conf: ttl", .. s_words]);
        await MeasureAsync("before", 100);
        await CallAsync(0, "start", "switch", "--parameter", "to=new", "--change", "C1");
        await MeasureAsync("after", 50);
        var compared = await CallAsync(0, "change", "compare", "c1");
        var picture = await CallAsync(0, "change", "picture", "C1");
        var page = await CallAsync(0, "change", "picture", "C1", "--page", "C1.html");
        var early = await CallAsync(ExitCodes.BadInput, "change", "complete", "C1", "--json");
        var noted = await CallAsync(0, "change", "note", "C1", "--reason", "The page is faster: it is cached.");
        var completed = await CallAsync(0, "change", "complete", "C1");

        Assert.Equal("Change C1 is open: Cache the page.", opened.Output.Trim());
        Assert.StartsWith("Numbers in ms are 48 % lower (105 → 55 ms, 95 % between ", compared.Output.ReplaceLineEndings(" "));
        Assert.Contains("better", compared.Output);
        Assert.All(picture.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains("median 105 ms", picture.Output);
        Assert.EndsWith(_shop.PathOf("C1.html"), page.Output.TrimEnd());
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(_shop.PathOf("C1.html"), TestContext.Current.CancellationToken));
        Assert.Equal(nameof(Error.ChangeNoteMissing), early.Error.GetProperty("id").GetString());
        Assert.Contains("it is cached", noted.Output);
        Assert.Equal("Change C1 is completed.", completed.Output.Trim());
        await StandsAsync("Completed", "The page is faster: it is cached.");
    }

    /// <summary>What is known of change C1 afterwards, as a person and as a program reads it.</summary>
    async Task StandsAsync(string status, string reason)
    {
        var shown = await CallAsync(0, "change", "show", "C1");
        foreach (var text in (string[])
                 ["Change C1: Cache the page", "completed", "shop team", "/shop, site.conf: ttl", "slow query: GET /shop",
                     "It is fast.", reason,
                     "before: 30 samples of numbers in ms", "better"])
            Assert.Contains(text, shown.Output);
        var json = (await CallAsync(0, "change", "show", "C1", "--json")).Json;
        Assert.Equal("C1", json.GetProperty("changeId").GetString());
        Assert.Equal(status, json.GetProperty("status").GetString());
        Assert.Equal([1], json.GetProperty("runIds").EnumerateArray().Select(run => run.GetInt64()));
        Assert.Equal("Better", json.GetProperty("metrics")[0].GetProperty("verdict").GetString());
        Assert.Contains("Cache the page", (await CallAsync(0, "changes", "--status", status)).Output);
        Assert.Contains("No changes", (await CallAsync(0, "changes", "--owner", "nobody")).Output);
        Assert.Equal(1, (await CallAsync(0, "changes", "--json")).Json.GetArrayLength());
        Assert.Equal(1, (await CallAsync(0, "runs", "--change", "C1", "--json")).Json.GetArrayLength());
        Assert.Contains(reason, (await CallAsync(0, "notes", "--change", "C1")).Output);
        var note = (await CallAsync(0, "notes", "--change", "C1", "--json")).Json[0];
        Assert.Equal("Start-Job switch -Parameter @{ to = 'new' } -Change C1 -Wait", note.GetProperty("command").GetString());
        Assert.Equal(_shop.PathOf("current"), note.GetProperty("files")[0].GetProperty("path").GetString());
        Assert.StartsWith("## C1: Cache the page", (await CallAsync(0, "notes", "--change", "C1", "--markdown")).Output);
    }

    [Fact]
    public async Task A_comparison_ends_with_the_exit_code_of_its_verdict()
    {
        await using (var ledger = await _shop.OpenLedgerAsync())
        {
            await SampleChanges.MeasuredAsync(ledger, "/c1", before: 100, after: 150);
            await SampleChanges.MeasuredAsync(ledger, "/c2", before: 100, after: 50, count: 4);
        }

        var worse = await CallAsync(ExitCodes.CheckFailed, "change", "compare", "C1", "--json");
        var unknown = await CallAsync(ExitCodes.CannotTell, "change", "compare", "C2");
        await CallAsync(0, "change", "compare", "C1", "--meaningful", "60%");
        await CallAsync(ExitCodes.Usage, "change", "compare", "C1", "--meaningful", "-5%");

        Assert.Equal("Worse", worse.Json[0].GetProperty("verdict").GetString());
        Assert.Contains("cannot tell", unknown.Output.ReplaceLineEndings(" "));
        Assert.Contains("4 samples are too few", unknown.Output.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task All_that_is_missing_is_named_at_once()
    {
        var refused = await CallAsync(ExitCodes.BadInput, "change", "new", "Cache the page", "--json");

        Assert.Equal(
            "without Owner, ExpectedResult, RollbackNote, Scope, CurrentBehavior.Route, CurrentBehavior.ExpectedInput, "
                + "CurrentBehavior.FailingCommand or .SlowQuery, CurrentBehavior.NoticedAt",
            refused.Error.GetProperty("actual").GetString());
    }

    [Fact]
    public async Task A_second_change_of_the_same_is_refused_or_makes_both_doubtful()
    {
        await using (var ledger = await _shop.OpenLedgerAsync())
            await SampleChanges.MeasuredAsync(ledger, "/shop", before: 100, after: 50);
        string[] second = ["change", "new", "Gzip", "--scope", "/shop/p/1",
            .. s_words.Select(word => word.Replace("shop team", "web team"))];

        var refused = await CallAsync(ExitCodes.BadInput, second);
        await CallAsync(0, [.. second, "--allow-concurrent", "--reason", "the fair"]);
        var compared = await CallAsync(ExitCodes.CannotTell, "change", "compare", "C1");

        Assert.Contains("of web team was not opened: C1 of shop team is open", refused.Errors.ReplaceLineEndings(" "));
        Assert.Contains("C2", compared.Output);
    }

    [Fact]
    public async Task A_note_claims_no_more_than_the_measurements_show()
    {
        await using (var ledger = await _shop.OpenLedgerAsync())
            await SampleChanges.MeasuredAsync(ledger, "/shop", before: 100, after: 100);

        var refused = await CallAsync(ExitCodes.CheckFailed, "change", "note", "C1", "--reason", "The page is faster.", "--json");

        Assert.Equal(nameof(Error.ClaimNotShown), refused.Error.GetProperty("id").GetString());
        Assert.Contains("no meaningful change", refused.Error.GetProperty("actual").GetString());
        Assert.Equal(0, (await CallAsync(0, "notes", "--change", "C1", "--json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task The_runs_of_a_change_are_undone_the_last_one_first_and_a_program_reads_one_document()
    {
        await _shop.RegisterAsync("switch", SampleJobs.Switches);
        File.CreateSymbolicLink(_shop.PathOf("current"), "old");
        await using (var ledger = await _shop.OpenLedgerAsync())
            await SampleChanges.OpenAsync(ledger, "/shop");
        await CallAsync(0, "change", "measured", "C1", "--reason", "nothing is slow");
        await CallAsync(0, "start", "switch", "--parameter", "to=1", "--change", "C1");
        await CallAsync(0, "start", "switch", "--parameter", "to=2", "--change", "C1");

        var plan = await CallAsync(0, "rollback", "--change", "C1", "--what-if", "--json");
        Assert.Equal("2", new FileInfo(_shop.PathOf("current")).LinkTarget);
        var undone = await CallAsync(0, "rollback", "--change", "C1", "--json");
        var again = await CallAsync(0, "rollback", "--change", "C1");

        Assert.Equal([2, 1], plan.Json.EnumerateArray().Select(answer => answer.GetProperty("run").GetProperty("runId").GetInt64()));
        Assert.Equal([2, 1], undone.Json.EnumerateArray().Select(answer => answer.GetProperty("run").GetProperty("rollbackOf").GetInt64()));
        Assert.Equal("old", new FileInfo(_shop.PathOf("current")).LinkTarget);
        Assert.Equal("Change C1 is undone already.", again.Output.Trim());
        Assert.Contains("rolled back", (await CallAsync(0, "change", "show", "C1")).Output);
    }

    [Fact]
    public async Task The_undoing_of_a_change_stops_at_the_first_run_that_is_not_undone()
    {
        await _shop.RegisterAsync("switch", SampleJobs.Switches);
        await _shop.RegisterAsync("forever", """ "steps": [{ "name": "run", "command": ["true"] }] """);
        File.CreateSymbolicLink(_shop.PathOf("current"), "old");
        await using (var ledger = await _shop.OpenLedgerAsync())
            await SampleChanges.OpenAsync(ledger, "/shop");
        await CallAsync(0, "change", "measured", "C1", "--reason", "nothing is slow");
        await CallAsync(0, "start", "switch", "--parameter", "to=1", "--change", "C1");
        await CallAsync(0, "start", "forever", "--change", "C1");

        var stopped = await CallAsync(ExitCodes.Failed, "rollback", "--change", "C1", "--json");

        Assert.Equal(1, stopped.Json.GetArrayLength());
        Assert.Equal("1", new FileInfo(_shop.PathOf("current")).LinkTarget);
    }

    [Fact]
    public async Task What_is_said_of_a_change_needs_the_right_moment()
    {
        await using (var ledger = await _shop.OpenLedgerAsync())
            await SampleChanges.OpenAsync(ledger, "/shop");

        await RefusedAsync(nameof(Error.ChangeNotMeasured), "change", "applied", "C1", "--command", "vi");
        await RefusedAsync(nameof(Error.ChangeReasonMissing), "change", "abandoned", "C1");
        await RefusedAsync(nameof(Error.BaselineMissing), "change", "compare", "C1");
        await RefusedAsync(nameof(Error.ChangeNotFound), "change", "show", "C999");
        await CallAsync(ExitCodes.Usage, "change", "show", "X1");
        await CallAsync(ExitCodes.Usage, "rollback", "1", "--change", "C1");
        await CallAsync(0, "change", "abandoned", "C1", "--reason", "not wanted");
        await RefusedAsync(nameof(Error.ChangeEnded), "change", "measured", "C1", "--reason", "r");
        await RefusedAsync(nameof(Error.ChangeEnded), "rollback", "--change", "C1");
    }

    async Task MeasureAsync(string phase, double around) => (await _shop.CallWithInputAsync(
        SampleChanges.Lines(around), "change", "measure", "C1", "--phase", phase, "--numbers", "-", "--unit", "ms")).EndsWith(0);

    async Task RefusedAsync(string id, params string[] arguments) =>
        Assert.Equal(id, (await CallAsync(ExitCodes.BadInput, ["--json", .. arguments])).Error.GetProperty("id").GetString());

    async Task<Answer> CallAsync(int exitCode, params string[] arguments) => (await _shop.CallAsync(arguments)).EndsWith(exitCode);
}
