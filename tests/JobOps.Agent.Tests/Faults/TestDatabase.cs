using System.Diagnostics;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A database of its own on the server that <c>JOBOPS_TEST_SQLSERVER</c> names; dropped at the end.</summary>
sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>What sessions are called that may be killed.</summary>
    public const string Victim = "JobOps victim";

    // Babelfish: two tests that drop their databases at once.
    const int Deadlock = 1205;

    const string Variable = "JOBOPS_TEST_SQLSERVER";

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    readonly string _server;
    readonly List<string> _logins = [];
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

    /// <summary>Whether somebody in between can read what is sent.</summary>
    public bool IsReadable => new SqlConnectionStringBuilder(_server).Encrypt == SqlConnectionEncryptOption.Optional;

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

    /// <summary>The ledger in it, directly or by another port of this machine, or with something else in its connection string.</summary>
    public LedgerLocation Location(int? port = null, Action<SqlConnectionStringBuilder>? change = null)
    {
        var builder = new SqlConnectionStringBuilder(_server) { InitialCatalog = _name };
        // Without the client's own second tries, which wait for ten seconds, and without its refusal to try for another
        // five: what tries again is the worker.
        if (port is not null)
        {
            (builder.DataSource, builder.ConnectTimeout, builder.ConnectRetryCount) = ($"127.0.0.1,{port}", 5, 0);
            builder.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        }
        change?.Invoke(builder);
        return LedgerLocation.Parse("sqlserver:" + builder.ConnectionString);
    }

    /// <summary>A login of the server; gone at the end.</summary>
    public async Task<(string Name, string Password)> CreateLoginAsync()
    {
        var (name, password) = ($"jobops_{Guid.NewGuid():N}"[..24], $"Pw1#{Guid.NewGuid():N}");
        await ExecuteAsync($"CREATE LOGIN {name} WITH PASSWORD = '{password}'");
        _logins.Add(name);
        return (name, password);
    }

    /// <summary>
    /// The server may notice only after a while that a process has left its sessions. Babelfish may never do so, where a
    /// session broke off: then the database is left to it.
    /// </summary>
    async Task DropAsync()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_patience;)
        {
            try
            {
                await ExecuteAsync($"DROP DATABASE {_name}");
                return;
            }
            catch (SqlException exception) when (exception.Number == Deadlock
                || exception.Message.Contains("in use", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
        TestContext.Current.SendDiagnosticMessage($"{_name} is still in use; it was not dropped");
    }

    /// <summary>Executes SQL in the ledger's database, as its owner.</summary>
    public Task ExecuteInAsync(string sql) => ExecuteAsync($"USE {_name}; {sql}");

    /// <summary>
    /// Kills sessions of this database that are called <see cref="Victim"/>: one at random, and each other with an even
    /// chance.
    /// </summary>
    /// <returns>How many those were.</returns>
    public async Task<int> KillVictimsAsync(Random random)
    {
        var killed = 0;
        var sessions = (await VictimsAsync()).ToArray();
        random.Shuffle(sessions);
        foreach (var session in sessions.Where((_, index) => index == 0 || random.Next(2) == 0))
        {
            try
            {
                await ExecuteAsync($"KILL {session}");
                killed++;
            }
            catch (SqlException)
            {
                // It has ended by itself.
            }
        }
        return killed;
    }

    async Task<IReadOnlyList<int>> VictimsAsync()
    {
        await using var connection = new SqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new SqlCommand(
            $"SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions WHERE program_name = '{Victim}' "
                + $"AND DB_NAME(database_id) = '{_name}'",
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var sessions = new List<int>();
        while (await reader.ReadAsync())
            sessions.Add(reader.GetInt32(0));
        return sessions;
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await DropAsync();
        foreach (var login in _logins)
            await ExecuteAsync($"DROP LOGIN {login}");
    }

    async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
