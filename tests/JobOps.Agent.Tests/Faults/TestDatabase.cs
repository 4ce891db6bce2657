using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A database of its own on the server that <c>JOBOPS_TEST_SQLSERVER</c> names; dropped at the end.</summary>
sealed class TestDatabase : IAsyncDisposable
{
    const string Variable = "JOBOPS_TEST_SQLSERVER";

    readonly string _server;
    readonly string _name = $"jobops_test_{Guid.NewGuid():N}"[..24];

    TestDatabase(string server) => _server = server;

    /// <summary>Where the server listens.</summary>
    public (string Host, int Port) Address
    {
        get
        {
            var source = new SqlConnectionStringBuilder(_server).DataSource.Split(':')[^1].Split(',');
            return (source[0], source.Length > 1 ? int.Parse(source[1]) : 1433);
        }
    }

    /// <summary>Skips the test where there is no server.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(server), $"{Variable} is not set: no SQL Server to test on");
        var database = new TestDatabase(server!);
        await database.ExecuteAsync($"CREATE DATABASE {database._name}");
        await LedgerFactory.Instance.InitializeAsync(database.Location());
        return database;
    }

    /// <summary>The ledger in it, directly or by another port of this machine.</summary>
    public LedgerLocation Location(int? port = null)
    {
        var builder = new SqlConnectionStringBuilder(_server) { InitialCatalog = _name };
        // Without the client's own second tries, which wait for ten seconds: what tries again is the worker.
        if (port is not null)
            (builder.DataSource, builder.ConnectTimeout, builder.ConnectRetryCount) = ($"127.0.0.1,{port}", 5, 0);
        return LedgerLocation.Parse("sqlserver:" + builder.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await ExecuteAsync($"DROP DATABASE {_name}");
    }

    async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
