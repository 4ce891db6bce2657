using System.Text.RegularExpressions;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>Initialises, checks and opens ledgers on SQL Server.</summary>
static partial class SqlServerLedgers
{
    static readonly IReadOnlyList<Migration> s_migrations = Migrations.Load("SqlServer");

    static SqlServerLedgers() => SqlServerSignIn.Register();

    static readonly Statement s_hasSchema =
        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'jobops' AND TABLE_NAME = 'SchemaVersion'";

    static readonly Statement s_version = "SELECT COALESCE(MAX(Version), 0) FROM jobops.SchemaVersion";

    // Ten workers may start at once: one migrates, the others wait and then find that nothing is missing.
    static readonly Statement s_lock =
        """
        DECLARE @result int;
        EXEC @result = sp_getapplock @Resource = 'jobops.migrate', @LockMode = 'Exclusive', @LockOwner = 'Transaction',
          @LockTimeout = 60000;
        SELECT @result
        """;

    public static async Task<ILedgerStore> OpenAsync(LedgerLocation location, CancellationToken cancellation)
    {
        var store = new SqlServerStore(location, await ServerVersionAsync(location, cancellation));
        try
        {
            var version = await store.ReadAsync(VersionAsync, cancellation);
            if (Migrations.After(s_migrations, version, location).Count > 0)
                throw new JobOpsException(Error.LedgerNotInitialized(location.ToString(), version, s_migrations[^1].Version));
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public static async Task<IReadOnlyList<Migration>> GetPendingAsync(
        LedgerLocation location, bool ledgerTables, CancellationToken cancellation)
    {
        await using var store = new SqlServerStore(location, "");
        return await store.ReadAsync(transaction => PendingAsync(transaction, location, ledgerTables), cancellation);
    }

    /// <param name="location">Is asked only where no version is given.</param>
    /// <param name="ledgerTables">Whether the journal is to become an append-only ledger table.</param>
    /// <param name="fromVersion">What the ledger has; 0 for a database without a ledger.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<string> GetScriptAsync(
        LedgerLocation location, bool ledgerTables, int? fromVersion, CancellationToken cancellation)
    {
        if (fromVersion is { } version)
            return MigrationScript.Write(version, Migrations.After(s_migrations, version, location), ledgerTables);
        await using var store = new SqlServerStore(location, "");
        return await store.ReadAsync(
            async transaction =>
            {
                var pending = await PendingAsync(transaction, location, ledgerTables);
                return MigrationScript.Write(
                    await VersionAsync(transaction), [.. pending.Where(migration => migration != SqlServerLedgerTables.Change)],
                    ledgerTables: pending.Contains(SqlServerLedgerTables.Change));
            },
            cancellation);
    }

    public static async Task<IReadOnlyList<Migration>> InitializeAsync(
        LedgerLocation location, bool ledgerTables, CancellationToken cancellation)
    {
        // Hosts that start at once wait here for one another, a minute by the lock's own limit; and a table that is made anew
        // takes as long as it takes.
        await using var store = new SqlServerStore(location, "", timeLimit: TimeSpan.FromMinutes(10));
        return await store.WriteAsync(
            async transaction =>
            {
                if (await transaction.QueryFirstAsync<int>(s_lock) < 0)
                    throw new JobOpsException(Error.LedgerBusy(location.ToString(), TimeSpan.FromMinutes(1)));
                var pending = await PendingAsync(transaction, location, ledgerTables);
                foreach (var migration in pending)
                    await (migration == SqlServerLedgerTables.Change
                        ? SqlServerLedgerTables.ApplyAsync(transaction)
                        : Migrations.ApplyAsync(transaction, migration, Batches(migration.Sql)));
                return pending;
            },
            cancellation);
    }

    /// <summary>The caller's connection string, with the program's name added and nothing it says overridden.</summary>
    public static string ConnectionString(LedgerLocation location)
    {
        try
        {
            var builder = new SqlConnectionStringBuilder(location.Target);
            if (!builder.ShouldSerialize("Application Name"))
                builder.ApplicationName = "JobOps";
            return builder.ConnectionString;
        }
        catch (ArgumentException exception)
        {
            throw new JobOpsException(Error.LedgerLocationInvalid(exception.Message), exception);
        }
    }

    /// <summary>A script in the batches that GO parts it into, as sqlcmd does.</summary>
    public static IEnumerable<string> Batches(string script) =>
        BatchSeparator().Split(script).Where(batch => batch.Trim().Length > 0);

    /// <exception cref="JobOpsException">LedgerTooNew, LedgerTablesUnsupported</exception>
    static async Task<IReadOnlyList<Migration>> PendingAsync(LedgerTransaction transaction, LedgerLocation location, bool ledgerTables)
    {
        if (ledgerTables)
            await SqlServerLedgerTables.RequireAsync(transaction, location);
        var numbered = Migrations.After(s_migrations, await VersionAsync(transaction), location);
        return ledgerTables && !await SqlServerLedgerTables.IsJournalAppendOnlyAsync(transaction)
            ? [.. numbered, SqlServerLedgerTables.Change]
            : numbered;
    }

    static async Task<int> VersionAsync(LedgerTransaction transaction) =>
        await transaction.QueryFirstAsync<int>(s_hasSchema) == 0 ? 0 : await transaction.QueryFirstAsync<int>(s_version);

    static async Task<string> ServerVersionAsync(LedgerLocation location, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new SqlConnection(ConnectionString(location));
            await connection.OpenAsync(cancellation);
            return "SQL Server " + connection.ServerVersion;
        }
        catch (SqlException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw SqlServerErrors.Translate(exception, location);
        }
    }

    [GeneratedRegex(@"^\s*GO\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex BatchSeparator();
}
