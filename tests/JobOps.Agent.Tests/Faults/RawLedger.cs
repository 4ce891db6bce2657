using System.Data.Common;
using System.Globalization;
using JobOps.Agent.Tests.Support;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The ledger as another program sees it. Tables carry the prefix <c>jobops.</c> in SQL.</summary>
static class RawLedger
{
    const int Deadlock = 1205;

    static readonly string[] s_lockFile = ["BEGIN IMMEDIATE"];

    static readonly string[] s_lockTables =
    [
        "SET DEADLOCK_PRIORITY HIGH; BEGIN TRANSACTION", "UPDATE jobops.Run WITH (TABLOCKX) SET Worker = Worker",
        "UPDATE jobops.JournalHead WITH (TABLOCKX) SET Hash = Hash",
    ];

    public static async Task<long> ScalarAsync(Workshop shop, string sql)
    {
        await using var connection = await OpenAsync(shop);
        await using var command = Command(shop, connection, sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public static async Task ExecuteAsync(Workshop shop, string sql)
    {
        await using var connection = await OpenAsync(shop);
        await using var command = Command(shop, connection, sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Keeps everybody from changing a run or adding to a chain that is there, until it is disposed.</summary>
    public static async Task<IAsyncDisposable> LockAsync(Workshop shop)
    {
        while (true)
        {
            var connection = await OpenAsync(shop);
            try
            {
                foreach (var step in IsSqlite(shop) ? s_lockFile : s_lockTables)
                {
                    await using var command = Command(shop, connection, step);
                    await command.ExecuteNonQueryAsync();
                }
                // To close the connection is to roll back.
                return connection;
            }
            catch (SqlException exception) when (exception.Number == Deadlock)
            {
                // The workers were at it in another order: once more.
                await connection.DisposeAsync();
            }
        }
    }

    static bool IsSqlite(Workshop shop) => shop.Ledger.Provider == LedgerLocation.Sqlite;

    static async Task<DbConnection> OpenAsync(Workshop shop)
    {
        DbConnection connection = IsSqlite(shop)
            ? new SqliteConnection($"Data Source={shop.Ledger.Target};Pooling=False;Default Timeout=60")
            : new SqlConnection(new SqlConnectionStringBuilder(shop.Ledger.Target) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    static DbCommand Command(Workshop shop, DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        // It looks at what is locked, too.
        command.CommandText = IsSqlite(shop)
            ? sql.Replace("jobops.", "", StringComparison.Ordinal)
            : "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; " + sql;
        return command;
    }
}
