using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.Sqlite;

namespace JobOps.Agent.Tests;

/// <summary>init, ledger, verify, journal.</summary>
public sealed class LedgerCommandTests
{
    [Fact]
    public async Task Init_creates_the_ledger_and_then_finds_it_up_to_date()
    {
        await using var shop = new Workshop();

        var first = (await shop.CallAsync("init")).EndsWith(0);
        var second = (await shop.CallAsync("init")).EndsWith(0);

        Assert.Contains("Applied 1: ledger", first.Output);
        Assert.Contains("up to date", second.Output);
    }

    [Fact]
    public async Task Many_processes_that_open_a_new_ledger_at_once_all_have_the_same()
    {
        await using var shop = new Workshop();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => shop.CallAsync("ledger", "--json")));

        Assert.Single(answers.Select(answer => answer.EndsWith(0).Json.GetProperty("ledgerId").GetGuid()).Distinct());
    }

    [Fact]
    public async Task A_ledger_in_a_folder_that_is_not_there_is_made_by_init_only()
    {
        await using var shop = new Workshop();

        var refused = (await shop.CallAsync("jobs", "--ledger", "sqlite:elsewhere/ledger.db", "--json")).EndsWith(78);
        shop.Ledger = LedgerLocation.Parse($"sqlite:{shop.PathOf("nowhere/ledger.db")}");
        var fromEnvironment = (await shop.CallAsync("start", "job")).EndsWith(78);

        Assert.Equal("LedgerFolderNotFound", refused.Error.GetProperty("id").GetString());
        Assert.Contains($"jobops init --ledger sqlite:{shop.PathOf("nowhere/ledger.db")}", fromEnvironment.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(shop.Folder));
        (await shop.CallAsync("init")).EndsWith(0);
        (await shop.CallAsync("jobs")).EndsWith(0);
    }

    [Fact]
    public async Task The_ledger_that_nobody_names_is_made_with_its_folder()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallWithAsync(
            ["JOBOPS_LEDGER=", $"HOME={shop.Folder}", "XDG_DATA_HOME="], "ledger", "--json")).EndsWith(0);

        Assert.Equal(
            $"sqlite:{shop.PathOf(".local/share/jobops/ledger.db")}", answer.Json.GetProperty("location").GetString());
    }

    [Fact]
    public async Task Init_what_if_shows_the_sql_and_creates_nothing()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("init", "--what-if")).EndsWith(0);

        Assert.Contains("CREATE TABLE Run", answer.Output);
        Assert.False(File.Exists(shop.LedgerFile));
    }

    [Fact]
    public async Task Init_script_prints_the_script_for_a_server_without_connecting()
    {
        await using var shop = new Workshop();
        const string server = "sqlserver:Server=tcp:127.0.0.1,1;Database=x";

        var script = (await shop.CallAsync("init", "--script", "--from-version", "1", "--ledger", server)).EndsWith(0).Output;
        var embedded = (await shop.CallAsync("init", "--script")).EndsWith(65);
        (await shop.CallAsync("init", "--from-version", "1", "--ledger", server)).EndsWith(64);

        Assert.StartsWith("-- JobOps ledger: from schema version 1 to ", script);
        Assert.EndsWith("SET NOEXEC OFF;\nGO\n", script);
        Assert.Contains("no script", embedded.Errors);
    }

    [Fact]
    public async Task Init_ledger_tables_is_refused_for_a_file_and_goes_into_the_script_for_a_server()
    {
        await using var shop = new Workshop();
        const string server = "sqlserver:Server=tcp:127.0.0.1,1;Database=x";

        var refused = (await shop.CallAsync("init", "--ledger-tables", "--json")).EndsWith(78);
        var preview = (await shop.CallAsync("init", "--ledger-tables", "--what-if")).EndsWith(78);
        var script = (await shop.CallAsync("init", "--ledger-tables", "--script", "--from-version", "1", "--ledger", server)).EndsWith(0);

        Assert.Equal("LedgerTablesUnsupported", refused.Error.GetProperty("id").GetString());
        Assert.Contains("nothing was changed", preview.Errors);
        Assert.False(File.Exists(shop.LedgerFile));
        Assert.Contains("WITH (LEDGER = ON (APPEND_ONLY = ON))", script.Output);
        Assert.Contains("THROW 50003", script.Output);
    }

    [Fact]
    public async Task Init_ledger_tables_changes_nothing_on_a_server_without_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new Workshop { Ledger = database.Location() };

        var before = (await shop.CallAsync("verify", "--json")).EndsWith(0);
        var answer = await shop.CallAsync("init", "--ledger-tables", "--json");
        Assert.SkipWhen(answer.ExitCode == 0, "this server has ledger tables: LedgerTableTests of the engine are for it");
        var refused = answer.EndsWith(78);
        var after = (await shop.CallAsync("verify", "--json")).EndsWith(0);

        Assert.Equal("LedgerTablesUnsupported", refused.Error.GetProperty("id").GetString());
        Assert.Equal(before.Json.GetProperty("digest").GetString(), after.Json.GetProperty("digest").GetString());
        Assert.False(after.Json.TryGetProperty("ledgerTable", out _));
    }

    [Fact]
    public async Task Ledger_grant_says_that_an_embedded_ledger_has_no_roles()
    {
        await using var shop = new Workshop();

        var preview = (await shop.CallAsync("ledger", "grant", "operator", "anna", "--what-if")).EndsWith(0);
        var answer = (await shop.CallAsync("ledger", "grant", "operator", "anna", "--json")).EndsWith(65);
        var unknown = (await shop.CallAsync("ledger", "grant", "king", "anna")).EndsWith(64);

        Assert.Contains("nothing was changed", preview.Output);
        Assert.Equal("LedgerHasNoRoles", answer.Error.GetProperty("id").GetString());
        Assert.Contains("jobops ledger grant", unknown.Errors);
    }

    [Fact]
    public async Task Ledger_says_which_one_it_is()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("ledger", "--json")).EndsWith(0);

        Assert.Equal($"sqlite:{shop.LedgerFile}", answer.Json.GetProperty("location").GetString());
    }

    [Fact]
    public async Task The_option_ledger_goes_before_the_environment()
    {
        await using var shop = new Workshop();

        (await shop.CallAsync("init", "--ledger", "sqlite:other.db")).EndsWith(0);

        Assert.True(File.Exists(shop.PathOf("other.db")));
        Assert.False(File.Exists(shop.LedgerFile));
    }

    [Fact]
    public async Task Verify_accepts_a_journal_that_nobody_touched()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await shop.CallAsync("verify")).EndsWith(0);

        Assert.Contains("verified", answer.Output);
    }

    [Theory]
    [InlineData("UPDATE Journal SET Actor = 'nobody' WHERE RunId = 0 AND Sequence = 2")]
    [InlineData("DELETE FROM Journal WHERE RunId = 0 AND Sequence = 2")]
    [InlineData("""
        UPDATE Journal SET Sequence = -1 WHERE RunId = 0 AND Sequence = 2;
        UPDATE Journal SET Sequence = 2 WHERE RunId = 0 AND Sequence = 3;
        UPDATE Journal SET Sequence = 3 WHERE RunId = 0 AND Sequence = -1;
        """)]
    public async Task Verify_names_the_entry_that_was_changed_deleted_or_swapped_by_hand(string tampering)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await ExecuteSqlAsync(shop, tampering);

        var answer = (await shop.CallAsync("verify", "--json")).EndsWith(2);

        Assert.False(answer.Json.GetProperty("valid").GetBoolean());
        Assert.Equal(2, answer.Json.GetProperty("sequence").GetInt64());
        Assert.Equal("JournalBroken", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Verify_compares_with_a_digest_that_was_kept_and_cannot_tell_once_entries_were_added()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var digest = (await shop.CallAsync("verify", "--json")).Json.GetProperty("digest").GetString()!;

        (await shop.CallAsync("verify", "--digest", digest)).EndsWith(0);
        (await shop.CallAsync("disable", "easy")).EndsWith(0);
        var later = (await shop.CallAsync("verify", "--digest", digest)).EndsWith(3);

        Assert.Contains("entries were added since", later.Errors);
    }

    [Fact]
    public async Task Verify_accepts_a_digest_file_whatever_was_added_since_and_names_what_was_changed_before()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var kept = (await shop.CallAsync("digest", "--json")).EndsWith(0);
        await File.WriteAllTextAsync(shop.PathOf("digest.json"), kept.Output, TestContext.Current.CancellationToken);
        (await shop.CallAsync("disable", "easy")).EndsWith(0);

        var later = (await shop.CallAsync("verify", "--digest", "digest.json")).EndsWith(0);
        await ExecuteSqlAsync(shop, """
            DELETE FROM Journal WHERE RunId = 0 AND Sequence >= 2;
            UPDATE JournalHead SET Sequence = 1, Hash = (SELECT Hash FROM Journal WHERE RunId = 0 AND Sequence = 1) WHERE RunId = 0;
            """);
        (await shop.CallAsync("verify")).EndsWith(0);
        var cut = (await shop.CallAsync("verify", "--digest", "digest.json", "--json")).EndsWith(2);

        Assert.Contains("covers", later.Output);
        Assert.Equal(2, cut.Json.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Digest_says_what_it_covers_and_how_to_keep_it()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("digest")).EndsWith(0);

        Assert.Contains("in 1 chains", answer.Output);
        Assert.Contains("jobops digest --json > digest.json", answer.Output);
    }

    [Fact]
    public async Task Export_and_import_move_a_ledger_with_its_runs_and_its_digest()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var run = (await shop.CallAsync("start", "easy", "--json")).EndsWith(0).RunId;
        var digest = (await shop.CallAsync("digest", "--json")).EndsWith(0).Output;
        await File.WriteAllTextAsync(shop.PathOf("digest.json"), digest, TestContext.Current.CancellationToken);

        (await shop.CallAsync("export", "ledger.jsonl")).EndsWith(0);
        var would = (await shop.CallAsync("import", "ledger.jsonl", "--what-if", "--ledger", "sqlite:moved.db")).EndsWith(0);
        var moved = (await shop.CallAsync("import", "ledger.jsonl", "--json", "--ledger", "sqlite:moved.db")).EndsWith(0);

        Assert.Contains("1 jobs, 1 runs", would.Output);
        Assert.Equal(1, moved.Json.GetProperty("runs").GetInt64());
        (await shop.CallAsync("verify", "--digest", "digest.json", "--ledger", "sqlite:moved.db")).EndsWith(0);
        (await shop.CallAsync("run", $"{run}", "--ledger", "sqlite:moved.db")).EndsWith(0);
        (await shop.CallAsync("import", "ledger.jsonl", "--ledger", "sqlite:moved.db")).EndsWith(65);
    }

    [Fact]
    public async Task Purge_says_how_many_runs_would_go_takes_them_out_and_leaves_a_journal_that_verifies()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("start", "easy")).EndsWith(0);
        (await shop.CallAsync("start", "easy")).EndsWith(0);

        (await shop.CallAsync("purge")).EndsWith(64);
        var none = (await shop.CallAsync("purge", "--before", "1d")).EndsWith(0);
        var would = (await shop.CallAsync("purge", "--before", "2100-01-01", "--what-if")).EndsWith(0);
        var gone = (await shop.CallAsync("purge", "--before", "2100-01-01", "--json")).EndsWith(0);

        Assert.Contains("0 runs were taken out", none.Output);
        Assert.Contains("1 runs would be taken out", would.Output);
        Assert.Equal(1, gone.Json.GetProperty("runs").GetInt64());
        (await shop.CallAsync("verify")).EndsWith(0);
        Assert.Contains("RunsPurged", (await shop.CallAsync("journal")).EndsWith(0).Output);
    }

    [Fact]
    public async Task Purge_of_many_runs_says_how_far_it_is()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await using (var ledger = await shop.OpenLedgerAsync())
            await ledger.Requests.EnqueueAsync([.. Enumerable.Repeat(new RunRequest { JobName = "easy", JobVersion = 1 }, 1001)]);
        await RawLedger.ExecuteAsync(shop, "UPDATE jobops.Run SET Status = 'Cancelled', FinishedAt = RequestedAt");

        var purged = (await shop.CallAsync("purge", "--before", "2100-01-01")).EndsWith(0);

        Assert.Contains("1000 runs taken out", purged.Errors);
        Assert.Contains("1000 runs were taken out", purged.Output);
    }

    [Fact]
    public async Task Journal_tells_the_ledgers_own_story_and_that_of_a_run()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var run = (await shop.CallAsync("start", "easy", "--no-wait", "--json")).EndsWith(0).RunId;

        var own = (await shop.CallAsync("journal")).EndsWith(0);
        var ofRun = (await shop.CallAsync("journal", $"{run}", "--json")).EndsWith(0);

        Assert.Contains("JobRegistered", own.Output);
        Assert.Equal(1, ofRun.Json[0].GetProperty("sequence").GetInt64());
    }

    static async Task ExecuteSqlAsync(Workshop shop, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={shop.LedgerFile};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }
}
