using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;
using JobOps.Engine.Tests.Contract;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Access;

/// <summary>A database administrator runs the script by a plain connection; the programs need no right to change the schema.</summary>
public sealed class MigrationScriptTests : IAsyncLifetime
{
    readonly SqlServerRig _rig = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_rig.SkipReason is not null, _rig.SkipReason ?? "");
        return _rig.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task It_leaves_the_ledger_that_the_program_would_and_runs_once()
    {
        var script = await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, cancellation: Cancellation);
        Assert.Equal(script, await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, 0, Cancellation));

        await _rig.RunScriptAsync(script);
        var again = await Assert.ThrowsAsync<SqlException>(() => _rig.RunScriptAsync(script));

        Assert.Contains("schema version 0", again.Message);
        await using var ledger = await LedgerFactory.Instance.OpenAsync(_rig.Location, Cancellation);
        var migrations = Migrations.Load("SqlServer");
        Assert.Equal(migrations[^1].Version, ledger.Info.SchemaVersion);
        var verdict = await ledger.Journal.VerifyAsync(Cancellation);
        Assert.True(verdict.Valid, verdict.Problem);
        var journal = await ledger.Journal.GetAsync(0, Cancellation);
        Assert.Equal(
            ["LedgerCreated", .. migrations.Select(_ => "LedgerMigrated")], journal.Select(entry => entry.Event));
        Assert.Equal(
            [
                LedgerJson.Write(new { ledgerId = ledger.Info.LedgerId }),
                .. migrations.Select(migration => LedgerJson.Write(new { version = migration.Version, name = migration.Name })),
            ],
            journal.Select(entry => entry.Data));
        Assert.All(journal, entry => Assert.Equal(ledger.Info.Actor, entry.Actor));
        Assert.Empty(await LedgerFactory.Instance.InitializeAsync(_rig.Location, Cancellation));
        Assert.Equal(
            MigrationScript.NothingToDo, await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, cancellation: Cancellation));
    }

    [Fact]
    public async Task It_brings_an_older_ledger_up_to_date_and_names_who_ran_it_in_the_journal()
    {
        var first = Migrations.Load("SqlServer")[0];
        await _rig.RunScriptAsync(
            MigrationScript.Write(0, [first]).Replace("ORIGINAL_LOGIN()", "N'somebody else'", StringComparison.Ordinal));

        var script = await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, cancellation: Cancellation);
        await _rig.RunScriptAsync(script);

        await using var ledger = await LedgerFactory.Instance.OpenAsync(_rig.Location, Cancellation);
        Assert.StartsWith("-- JobOps ledger: from schema version 1 to ", script);
        Assert.DoesNotContain("CREATE SCHEMA", script);
        Assert.True((await ledger.Journal.VerifyAsync(Cancellation)).Valid);
        var journal = await ledger.Journal.GetAsync(0, Cancellation);
        Assert.All(journal.Take(2), entry => Assert.Equal("somebody else", entry.Actor));
        Assert.NotEmpty(journal.Skip(2));
        Assert.All(journal.Skip(2), entry => Assert.Equal(ledger.Info.Actor, entry.Actor));
    }

    [Fact]
    public async Task A_name_of_any_letters_is_chained_as_the_program_chains_it()
    {
        var script = MigrationScript.Write(0, Migrations.Load("SqlServer"))
            .Replace("ORIGINAL_LOGIN()", "N'Jörg €'", StringComparison.Ordinal);

        await _rig.RunScriptAsync(script);

        await using var ledger = await LedgerFactory.Instance.OpenAsync(_rig.Location, Cancellation);
        Assert.Equal("Jörg €", (await ledger.Journal.GetAsync(0, Cancellation))[0].Actor);
        var verdict = await ledger.Journal.VerifyAsync(Cancellation);
        Assert.True(verdict.Valid, verdict.Problem);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_behind()
    {
        var script = MigrationScript.Write(0, Migrations.Load("SqlServer"));
        var broken = script.Replace("CREATE TABLE jobops.Worker", "CREATE TABLE jobops.Run", StringComparison.Ordinal);

        await Assert.ThrowsAsync<SqlException>(() => _rig.RunScriptAsync(broken));
        SqlConnection.ClearAllPools();

        Assert.Empty(await _rig.QueryAsync("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'jobops'"));
        await _rig.RunScriptAsync(script);
    }

    [Fact]
    public async Task The_programs_then_work_with_rights_that_forbid_to_change_the_schema()
    {
        await _rig.RunScriptAsync(await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, cancellation: Cancellation));
        var login = await _rig.CreateLoginAsync();
        await _rig.TamperAsync($"CREATE USER {login.Name} FOR LOGIN {login.Name}");
        await _rig.MendForeignKeysAsync();
        foreach (var role in (string[])["jobops_operator", "jobops_worker"])
            await _rig.TamperAsync($"ALTER ROLE {role} ADD MEMBER {login.Name}");
        var location = _rig.LocationOf(login);
        await Assert.ThrowsAsync<SqlException>(() => SqlServerRig.ExecuteAsync(location.Target, "CREATE TABLE jobops.Mine (A int)"));

        await using var ledger = await LedgerFactory.Instance.OpenAsync(location, Cancellation);
        var job = await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("job"), Cancellation);
        var run = await ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = job.Version }, Cancellation);
        await new Worker(ledger).DrainAsync(Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await ledger.Runs.FindAsync(run.RunId, Cancellation))!.Status);
        Assert.True((await ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }
}
