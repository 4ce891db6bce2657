using JobOps.Engine.SqlServer;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Contract;

/// <summary>The journal as an append-only ledger table, on a server that has such tables: SQL Server 2022 or later, Azure SQL.</summary>
public sealed class LedgerTableTests : IAsyncLifetime
{
    // "Updates are not allowed for the append only Ledger table."
    const int AppendOnly = 37359;

    readonly SqlServerRig _rig = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_rig.SkipReason is not null, _rig.SkipReason ?? "");
        Assert.SkipUnless(await SqlServerRig.HasLedgerTablesAsync(),
            "this server has no ledger tables: it takes SQL Server 2022 or Azure SQL");
        await _rig.InitializeAsync();
        await _rig.TamperAsync("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON");
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_new_ledger_has_a_journal_that_the_server_verifies_and_nobody_changes()
    {
        var applied = await MakeAppendOnlyAsync();
        var again = await MakeAppendOnlyAsync();

        Assert.Equal(SqlServerLedgerTables.Change, applied[^1]);
        Assert.Empty(again);
        await using var ledger = await OpenAsync();
        Assert.True(ledger.Info.AppendOnlyJournal);
        Assert.Equal("JournalMadeAppendOnly", (await ledger.Journal.GetAsync(0, Cancellation))[^1].Event);
        await FullLedger.FillAsync(ledger);
        foreach (var change in (string[])["UPDATE jobops.Journal SET Actor = 'me'", "DELETE FROM jobops.Journal"])
            Assert.Equal(AppendOnly, (await Assert.ThrowsAsync<SqlException>(() => _rig.TamperAsync(change))).Number);
        await VerifiesAsync(ledger);
    }

    [Fact]
    public async Task A_ledger_with_a_past_keeps_it_and_goes_on()
    {
        await LedgerFactory.Instance.InitializeAsync(_rig.Location, Cancellation);
        await using var ledger = await OpenAsync();
        await FullLedger.FillAsync(ledger);
        var kept = await ledger.Journal.GetDigestAsync(Cancellation);

        Assert.Equal([SqlServerLedgerTables.Change], await MakeAppendOnlyAsync());

        await VerifiesAsync(ledger, kept);
        // One is inserted by a statement, many come by bulk copy.
        await ledger.Requests.EnqueueAsync(new RunRequest { JobName = "Thumbnails", JobVersion = 1 }, Cancellation);
        await ledger.Requests.EnqueueAsync(
            [.. Enumerable.Range(0, 1000).Select(_ => new RunRequest { JobName = "Thumbnails", JobVersion = 1 })], Cancellation);
        Assert.Equal(2, (await ledger.Retention.PurgeAsync(new() { Before = DateTimeOffset.UtcNow.AddDays(1) }, null, Cancellation)).Runs);
        Assert.NotEmpty(await ledger.Journal.GetAsync(1, Cancellation));
        await VerifiesAsync(ledger, kept);
    }

    [Fact]
    public async Task The_script_leaves_what_the_program_would_and_runs_once()
    {
        var script = await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, ledgerTables: true, null, Cancellation);
        Assert.Equal(script, await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, ledgerTables: true, 0, Cancellation));

        await _rig.RunScriptAsync(script);

        await using var ledger = await OpenAsync();
        Assert.True(ledger.Info.AppendOnlyJournal);
        await VerifiesAsync(ledger);
        Assert.Empty(await MakeAppendOnlyAsync());
        var second = await LedgerFactory.Instance.GetMigrationScriptAsync(
            _rig.Location, ledgerTables: true, ledger.Info.SchemaVersion, Cancellation);
        Assert.Equal(50004, (await Assert.ThrowsAsync<SqlException>(() => _rig.RunScriptAsync(second))).Number);
        Assert.Equal(
            MigrationScript.NothingToDo,
            await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, ledgerTables: true, null, Cancellation));
    }

    [Fact]
    public async Task Roles_write_to_it_as_before_and_those_who_may_verify_it_can()
    {
        await MakeAppendOnlyAsync();
        await using var owner = await OpenAsync();
        var job = await owner.Jobs.RegisterAsync(LedgerContract.SampleJob("job"), Cancellation);

        await using (var operating = await OpenAsAsync(owner, LedgerRole.Operator))
        {
            await operating.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = 1 }, Cancellation);
            var unverified = await operating.Journal.VerifyAsync(Cancellation);
            Assert.Equal((false, LedgerTableVerdict.CannotTell), (unverified.Valid, unverified.LedgerTable));
            Assert.Equal(ExitCodes.CannotTell, unverified.FindError()!.ExitCode);
        }
        await using var reading = await OpenAsAsync(owner, LedgerRole.Reader);
        await VerifiesAsync(reading);
    }

    [Fact]
    public async Task Without_snapshot_isolation_nobody_can_tell()
    {
        await MakeAppendOnlyAsync();
        await using var ledger = await OpenAsync();
        await _rig.TamperAsync("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION OFF");

        var verdict = await ledger.Journal.VerifyAsync(Cancellation);

        Assert.Equal((false, null, LedgerTableVerdict.CannotTell), (verdict.Valid, verdict.Problem, verdict.LedgerTable));
        Assert.Contains("Snapshot isolation", verdict.LedgerTableProblem, StringComparison.Ordinal);
    }

    Task<IReadOnlyList<Migration>> MakeAppendOnlyAsync() =>
        LedgerFactory.Instance.InitializeAsync(_rig.Location, ledgerTables: true, Cancellation);

    Task<ILedger> OpenAsync() => LedgerFactory.Instance.OpenAsync(_rig.Location, Cancellation);

    async Task<ILedger> OpenAsAsync(ILedger owner, LedgerRole role)
    {
        var login = await _rig.CreateLoginAsync();
        await owner.Access.GrantAsync(role, login.Name, Cancellation);
        return await LedgerFactory.Instance.OpenAsync(_rig.LocationOf(login), Cancellation);
    }

    static async Task VerifiesAsync(ILedger ledger, JournalDigest? kept = null)
    {
        var verdict = await ledger.Journal.VerifyAsync(kept, Cancellation);
        Assert.True(verdict.Valid, verdict.Problem ?? verdict.LedgerTableProblem);
        Assert.Equal(LedgerTableVerdict.Verified, verdict.LedgerTable);
    }
}
