using JobOps.Engine.SqlServer;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A database without ledger tables says so, and nothing is changed.</summary>
public abstract class LedgerTableRefusal(LedgerRig rig) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        return rig.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task No_ledger_is_made_where_there_was_none()
    {
        await RefusedAsync(() => LedgerFactory.Instance.InitializeAsync(rig.Location, ledgerTables: true, Cancellation));
        await RefusedAsync(() => LedgerFactory.Instance.GetPendingMigrationsAsync(rig.Location, ledgerTables: true, Cancellation));

        Assert.Equal(1, (await LedgerFactory.Instance.GetPendingMigrationsAsync(rig.Location, Cancellation))[0].Version);
    }

    [Fact]
    public async Task A_ledger_that_is_there_stays_as_it_is()
    {
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        await using var ledger = await LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);
        var before = await ledger.Journal.GetDigestAsync(Cancellation);

        await RefusedAsync(() => LedgerFactory.Instance.InitializeAsync(rig.Location, ledgerTables: true, Cancellation));

        Assert.Equal(before.Sha256, (await ledger.Journal.GetDigestAsync(Cancellation)).Sha256);
        Assert.False(ledger.Info.AppendOnlyJournal);
        var verdict = await ledger.Journal.VerifyAsync(before, Cancellation);
        Assert.Equal((true, null), (verdict.Valid, verdict.LedgerTable));
    }

    protected static async Task RefusedAsync(Func<Task> action)
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(action)).Error;
        Assert.Equal(
            ("LedgerTablesUnsupported", ExitCodes.Configuration, RetrySafety.NotSafe), (error.Id, error.ExitCode, error.RetrySafety));
        Assert.Matches(@"^SQLite$|^SQL Server \d+\.\d+", error.Actual);
    }
}

public sealed class SqliteLedgerTableRefusal() : LedgerTableRefusal(new SqliteRig());

public sealed class SqlServerLedgerTableRefusal : LedgerTableRefusal
{
    readonly SqlServerRig _rig;

    public SqlServerLedgerTableRefusal() : this(new())
    {
    }

    SqlServerLedgerTableRefusal(SqlServerRig rig) : base(rig) => _rig = rig;

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(
            _rig.SkipReason is null && await SqlServerRig.HasLedgerTablesAsync(),
            "this server has ledger tables: LedgerTableTests are for it");
        await base.InitializeAsync();
    }

    [Fact]
    public async Task A_script_is_made_without_asking_and_refuses_by_itself()
    {
        var script = await LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, ledgerTables: true, 0, Cancellation);

        var refused = await Assert.ThrowsAsync<SqlException>(() => _rig.RunScriptAsync(script));
        SqlConnection.ClearAllPools();

        Assert.Equal(50003, refused.Number);
        Assert.Equal(1, (await LedgerFactory.Instance.GetPendingMigrationsAsync(_rig.Location, Cancellation))[0].Version);
        await RefusedAsync(() => LedgerFactory.Instance.GetMigrationScriptAsync(_rig.Location, ledgerTables: true, null, Cancellation));
    }

    [Fact]
    public async Task A_server_that_cannot_verify_a_ledger_table_is_not_taken_for_one_that_has()
    {
        await using var connection = new SqlConnection(_rig.Location.Target);
        await connection.OpenAsync(Cancellation);

        var check = await SqlServerLedgerTables.VerifyAsync(connection, Cancellation);

        Assert.Equal(LedgerTableVerdict.CannotTell, check.Verdict);
        Assert.Contains("sp_generate_database_ledger_digest", check.Problem, StringComparison.Ordinal);
    }
}
