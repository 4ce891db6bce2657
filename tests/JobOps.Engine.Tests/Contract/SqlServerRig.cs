using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A database of its own on the server that <c>JOBOPS_TEST_SQLSERVER</c> names; dropped at the end.</summary>
public sealed class SqlServerRig : LedgerRig
{
    public const string Variable = "JOBOPS_TEST_SQLSERVER";

    static readonly string? s_server = Environment.GetEnvironmentVariable(Variable);

    readonly string _database = $"jobops_test_{Guid.NewGuid():N}"[..24];

    public override string? SkipReason =>
        string.IsNullOrEmpty(s_server) ? $"{Variable} is not set: no SQL Server to test on" : null;

    protected override async Task<LedgerLocation> CreateAsync()
    {
        await ExecuteAsync(s_server!, $"CREATE DATABASE {_database}");
        return LedgerLocation.Parse("sqlserver:" + ConnectionString());
    }

    public override Task TamperAsync(string sql) => ExecuteAsync(ConnectionString(), sql);

    public override async ValueTask DisposeAsync()
    {
        if (SkipReason is not null)
            return;
        SqlConnection.ClearAllPools();
        await ExecuteAsync(s_server!, $"DROP DATABASE {_database}");
    }

    string ConnectionString() => new SqlConnectionStringBuilder(s_server!) { InitialCatalog = _database }.ConnectionString;

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
