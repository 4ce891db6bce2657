using JobOps.Agent.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The ledger's file as another program sees it.</summary>
static class RawLedger
{
    public static async Task<long> ScalarAsync(Workshop shop, string sql)
    {
        await using var connection = await OpenAsync(shop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(Workshop shop, string sql)
    {
        await using var connection = await OpenAsync(shop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Keeps every other writer out until it is disposed.</summary>
    public static async Task<IAsyncDisposable> LockAsync(Workshop shop)
    {
        var connection = await OpenAsync(shop);
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        // To close the connection is to roll back.
        return connection;
    }

    static async Task<SqliteConnection> OpenAsync(Workshop shop)
    {
        var connection = new SqliteConnection($"Data Source={shop.Ledger.Target};Pooling=False;Default Timeout=60");
        await connection.OpenAsync();
        return connection;
    }
}
