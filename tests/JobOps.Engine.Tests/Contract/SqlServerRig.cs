using JobOps.Engine.SqlServer;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A database of its own on the server that <c>JOBOPS_TEST_SQLSERVER</c> names; dropped at the end.</summary>
public sealed class SqlServerRig : LedgerRig
{
    public const string Variable = "JOBOPS_TEST_SQLSERVER";

    static readonly string? s_server = Environment.GetEnvironmentVariable(Variable);

    readonly List<string> _logins = [];

    readonly string _database = $"jobops_test_{Guid.NewGuid():N}"[..24];

    public override string? SkipReason =>
        string.IsNullOrEmpty(s_server) ? $"{Variable} is not set: no SQL Server to test on" : null;

    protected override async Task<LedgerLocation> CreateAsync()
    {
        await ExecuteAsync(s_server!, $"CREATE DATABASE {_database}");
        return LedgerLocation.Parse("sqlserver:" + ConnectionString());
    }

    public override Task TamperAsync(string sql) => ExecuteAsync(ConnectionString(), sql);

    /// <summary>A new login of the server, which is no user of any database; gone at the end.</summary>
    public async Task<TestLogin> CreateLoginAsync()
    {
        var login = new TestLogin($"jobops_{Guid.NewGuid():N}"[..24], $"Pw1#{Guid.NewGuid():N}");
        await ExecuteAsync(s_server!, $"CREATE LOGIN {login.Name} WITH PASSWORD = '{login.Password}'");
        _logins.Add(login.Name);
        return login;
    }

    /// <summary>The ledger as a login opens it.</summary>
    /// <param name="login">Stands in the connection string with its password.</param>
    /// <param name="change">What else is different there.</param>
    public LedgerLocation LocationOf(TestLogin login, Action<SqlConnectionStringBuilder>? change = null)
    {
        var builder = new SqlConnectionStringBuilder(ConnectionString()) { UserID = login.Name, Password = login.Password };
        change?.Invoke(builder);
        return LedgerLocation.Parse("sqlserver:" + builder.ConnectionString);
    }

    /// <summary>
    /// On Babelfish, whoever inserts a row that refers to another has to have the right to update the table of that one:
    /// PostgreSQL locks the row with the inserter's rights. SQL Server asks for nothing of the kind.
    /// </summary>
    public async Task<bool> MendForeignKeysAsync()
    {
        if ((await QueryAsync("SELECT CASE WHEN @@VERSION LIKE 'Babelfish%' THEN 1 ELSE 0 END")).Single() == "0")
            return false;
        foreach (var role in (string[])["jobops_operator", "jobops_admin"])
            await TamperAsync($"GRANT UPDATE ON jobops.JobVersion TO {role}");
        return true;
    }

    /// <summary>Whether the server has ledger tables, as SQL Server 2022 and Azure SQL have.</summary>
    public static async Task<bool> HasLedgerTablesAsync()
    {
        await using var connection = new SqlConnection(s_server);
        await connection.OpenAsync();
        await using var command = new SqlCommand(
            "SELECT COUNT(*) FROM sys.all_columns WHERE object_id = OBJECT_ID('sys.tables') AND name = 'ledger_type'", connection);
        return (int)(await command.ExecuteScalarAsync())! > 0;
    }

    /// <summary>A script as sqlcmd -b runs it: batch after batch, on one connection, until one fails.</summary>
    public async Task RunScriptAsync(string script)
    {
        await using var connection = new SqlConnection(ConnectionString());
        await connection.OpenAsync();
        foreach (var batch in SqlServerLedgers.Batches(script))
        {
            await using var command = new SqlCommand(batch, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The first column of all rows, by the rig's own login.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = new SqlConnection(ConnectionString());
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetValue(0).ToString()!);
        return values;
    }

    public override async ValueTask DisposeAsync()
    {
        if (SkipReason is not null)
            return;
        SqlConnection.ClearAllPools();
        await ExecuteAsync(s_server!, $"DROP DATABASE {_database}");
        foreach (var login in _logins)
            await ExecuteAsync(s_server!, $"DROP LOGIN {login}");
    }

    string ConnectionString() => new SqlConnectionStringBuilder(s_server!) { InitialCatalog = _database }.ConnectionString;

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A login with its password.</summary>
public sealed record TestLogin(string Name, string Password);
