using System.Diagnostics;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>Creates, checks and opens SQLite ledgers.</summary>
static class SqliteLedgers
{
    const int LongestPauseMilliseconds = 50;

    const string Provider = "Sqlite";

    // Read where one is missing: most ledgers that are opened miss none.
    static readonly Lazy<IReadOnlyList<Migration>> s_migrations = new(() => Migrations.Load(Provider));

    static readonly int s_latest = Migrations.Latest(Provider);

    public static async Task<ILedgerStore> OpenAsync(LedgerLocation location, CancellationToken cancellation)
    {
        RequireFolder(location);
        // Mostly there is nothing to do: the connection that has looked is the one that stays.
        if (File.Exists(location.Target) && WhenUnlocked(location, () => OpenUpToDate(location), cancellation) is { } statements)
            return Open(location, statements);
        await InitializeAsync(location, cancellation);
        return Open(location, new(WhenUnlocked(location, () => OpenForGood(location), cancellation)));
    }

    // The files beside the ledger's are there now, made by SQLite.
    static SqliteStore Open(LedgerLocation location, SqliteStatements statements)
    {
        OwnerOnly.Follow(location.Files);
        return new(location, statements);
    }

    /// <exception cref="JobOpsException">LedgerFolderNotFound</exception>
    static void RequireFolder(LedgerLocation location)
    {
        var folder = Path.GetDirectoryName(location.Target)!;
        // Where a file stands in its place, the error is another.
        if (!location.IsUsersOwn && !Path.Exists(folder))
            throw new JobOpsException(Error.LedgerFolderNotFound(location.ToString(), folder));
    }

    /// <summary>
    /// From its first read on a connection keeps others from having the file to themselves, which the last one that closes it
    /// does for some moments. What reads and writes later never meets that.
    /// </summary>
    static SqliteConnection OpenForGood(LedgerLocation location) => Open(
        location, SqliteOpenMode.ReadWrite, connection => Scalar(connection, "SELECT COUNT(*) FROM sqlite_schema"));

    public static Task<IReadOnlyList<Migration>> GetPendingAsync(LedgerLocation location) =>
        Task.FromResult(File.Exists(location.Target) ? Pending(location) : s_migrations.Value);

    public static async Task<IReadOnlyList<Migration>> InitializeAsync(
        LedgerLocation location, CancellationToken cancellation)
    {
        if (File.Exists(location.Target) && WhenUnlocked(location, () => Pending(location), cancellation).Count == 0)
            return [];
        CreateFile(location);
        var statements = new SqliteStatements(WhenUnlocked(location, () => OpenForChange(location), cancellation));
        await using var writer = new SqliteWriter(location, () => statements, changed: () => { });
        return await writer.WriteAsync(
            async transaction =>
            {
                // Another process may have been faster: the lock is held now, so look again.
                var pending = Migrations.After(s_migrations.Value, await VersionAsync(transaction), location);
                foreach (var migration in pending)
                    await Migrations.ApplyAsync(transaction, migration, [migration.Sql]);
                // Foreign keys are not enforced while tables are made anew: what is committed must keep them all.
                if (pending.Count > 0 && await transaction.QueryFirstAsync<string>("PRAGMA foreign_key_check") is { } table)
                    throw new JobOpsException(
                        Error.LedgerFault(location.ToString(), $"a migration would leave rows of {table} without what they refer to"));
                return pending;
            },
            cancellation);
    }

    /// <summary>
    /// Waits as long as the writer does. The process that makes a ledger holds its file alone for some moments, longer than SQLite
    /// waits, and others open it just then.
    /// </summary>
    static T WhenUnlocked<T>(LedgerLocation location, Func<T> open, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return open();
            }
            catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.LedgerBusy))
            {
                if (clock.Elapsed > SqliteWriter.LongestWaitForLock)
                    throw new JobOpsException(Error.LedgerBusy(location.ToString(), clock.Elapsed), exception);
                // Not for every lock SQLite waits, and those who ask at once would meet again.
                cancellation.WaitHandle.WaitOne(Random.Shared.Next(LongestPauseMilliseconds));
            }
        }
    }

    static IReadOnlyList<Migration> Pending(LedgerLocation location)
    {
        using var statements = new SqliteStatements(SqliteConnections.Open(location));
        return Pending(statements, location);
    }

    static IReadOnlyList<Migration> Pending(SqliteStatements statements, LedgerLocation location)
    {
        try
        {
            RequireLedger(statements.Connection, location);
            var transaction = SqliteConnections.Session(statements);
            var version = VersionAsync(transaction).GetAwaiter().GetResult();
            return version == s_latest ? [] : Migrations.After(s_migrations.Value, version, location);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception, location);
        }
    }

    /// <summary>Null where a migration is pending.</summary>
    static SqliteStatements? OpenUpToDate(LedgerLocation location)
    {
        var statements = new SqliteStatements(SqliteConnections.Open(location));
        var isUpToDate = false;
        try
        {
            isUpToDate = Pending(statements, location).Count == 0;
        }
        finally
        {
            if (!isUpToDate)
                statements.Dispose();
        }
        return isUpToDate ? statements : null;
    }

    static async Task<int> VersionAsync(LedgerTransaction transaction) =>
        await transaction.QueryFirstAsync<int>("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'SchemaVersion'") == 0
            ? 0
            : await transaction.QueryFirstAsync<int>("SELECT COALESCE(MAX(Version), 0) FROM SchemaVersion");

    /// <summary>An empty file becomes a ledger; a database of another program is not touched.</summary>
    static void RequireLedger(SqliteConnection connection, LedgerLocation location)
    {
        var applicationId = Scalar(connection, "PRAGMA application_id");
        if (applicationId != SqliteStore.ApplicationId && Scalar(connection, "SELECT COUNT(*) FROM sqlite_schema") > 0)
            throw new JobOpsException(Error.LedgerNotALedger(location.ToString(), "a SQLite database of another program"));
    }

    // What it sets stands outside of any transaction, and says the same thing again when it is repeated.
    static SqliteConnection OpenForChange(LedgerLocation location) => Open(
        location,
        SqliteOpenMode.ReadWriteCreate,
        connection =>
        {
            RequireLedger(connection, location);
            Scalar(connection, $"PRAGMA application_id = {SqliteStore.ApplicationId}; PRAGMA journal_mode = WAL; "
                + "PRAGMA foreign_keys = OFF; SELECT 0");
        });

    static SqliteConnection Open(LedgerLocation location, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = SqliteConnections.Open(location, mode);
        try
        {
            prepare(connection);
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteErrors.Translate(exception, location);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes an empty file for SQLite to fill: SQLite itself would let everybody read it, and gives the files beside it the
    /// rights that it has.
    /// </summary>
    static void CreateFile(LedgerLocation location)
    {
        try
        {
            OwnerOnly.CreateFolder(Path.GetDirectoryName(location.Target)!);
            // A folder in its place is what SQLite says something about.
            if (!Path.Exists(location.Target))
                OwnerOnly.CreateFile(location.Target).Dispose();
        }
        catch (IOException) when (File.Exists(location.Target))
        {
            // Another process was faster.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.LedgerUnavailable(location.ToString(), exception.Message), exception);
        }
    }

    static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
