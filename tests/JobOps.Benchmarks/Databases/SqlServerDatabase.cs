using System.Data.Common;
using Dapper;
using JobOps.Benchmarks.Peers;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;
using Quartz;

namespace JobOps.Benchmarks.Databases;

/// <summary>Databases of our own on one server; dropped at the end.</summary>
sealed class SqlServerDatabase : BenchDatabase
{
    readonly string _server;
    readonly List<string> _databases = [];

    SqlServerDatabase(string server, string name)
    {
        _server = server;
        Name = name;
    }

    public override string Name { get; }

    public override string RoundTrip => "round trips";

    public override string TablePrefix => "jobops.";

    /// <param name="server">A connection string; its login may create databases.</param>
    public static async Task<SqlServerDatabase> ConnectAsync(string server)
    {
        await using var connection = new SqlConnection(server);
        await connection.OpenAsync();
        var version = await connection.ExecuteScalarAsync<string>("SELECT @@VERSION");
        return new(server, version!.Split('\n')[0].Trim());
    }

    public override async Task<LedgerLocation> NewLedgerAsync(string name) =>
        LedgerLocation.Parse("sqlserver:" + await NewDatabaseAsync());

    public override async Task<DbConnection> OpenAsync(LedgerLocation location) => await OpenAsync(location.Target);

    public override Task<IReadOnlyList<string>> RunTablesAsync(DbConnection connection) =>
        NamesAsync(
            connection,
            """
            SELECT TABLE_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'jobops' AND COLUMN_NAME = 'RunId'
            ORDER BY CASE TABLE_NAME WHEN 'Run' THEN 0 ELSE 1 END, TABLE_NAME
            """);

    public override Task<IReadOnlyList<string>> ColumnsAsync(DbConnection connection, string table) =>
        NamesAsync(
            connection,
            "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'jobops' AND TABLE_NAME = @table",
            new { table });

    public override string WithIds(string table, string insert) =>
        table == "Run"
            ? $"SET IDENTITY_INSERT {TablePrefix}Run ON; {insert}; SET IDENTITY_INSERT {TablePrefix}Run OFF"
            : insert;

    /// <summary>They are ended and stay: a delete would look through the whole past for what refers to each of them.</summary>
    public override Task TrimAsync(DbConnection connection, int runs) =>
        connection.ExecuteAsync(
            """
            UPDATE jobops.Run SET Status = 'Cancelled', FinishedAt = SYSUTCDATETIME(), LeaseExpiresAt = NULL
            WHERE RunId > @runs AND Status IN ('Queued', 'Running')
            """,
            new { runs });

    /// <summary>A server writes when it likes, and for all alike.</summary>
    public override Task SettleAsync() => Task.CompletedTask;

    public override async Task<BareQueue> NewBareQueueAsync()
    {
        var connection = await OpenAsync(await NewDatabaseAsync());
        await connection.ExecuteAsync(
            """
            CREATE TABLE Run (
              RunId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Run PRIMARY KEY,
              Status tinyint NOT NULL,
              Priority int NOT NULL,
              IdempotencyKey nvarchar(200) NULL,
              Payload nvarchar(max) NOT NULL,
              Worker nvarchar(200) NULL,
              LeaseExpiresAt datetime2(3) NULL
            )
            """);
        await connection.ExecuteAsync("CREATE INDEX IX_Run_Queued ON Run (Priority DESC, RunId) WHERE Status = 0");
        await connection.ExecuteAsync("CREATE UNIQUE INDEX UX_Run_Key ON Run (IdempotencyKey) WHERE IdempotencyKey IS NOT NULL");
        foreach (var table in BareSqlServerRows.Tables)
            await connection.ExecuteAsync(table);
        return new BareSqlServerQueue(connection);
    }

    // Quartz's own provisioning looks for columns that are missing, and the errors that it gets end the transaction on
    // Babelfish. Its script does not need that in an empty database, so it is taken out of the assembly.
    public override async Task<Action<IPersistentStoreBuilder>> NewQuartzStoreAsync()
    {
        var database = await NewDatabaseAsync();
        await using var connection = await OpenAsync(database);
        foreach (var statement in (await QuartzScriptAsync()).Split("\n--;;"))
            await connection.ExecuteAsync(statement);
        return store =>
        {
            store.UseSqlServer(SqlClientFactory.Instance, database);
            store.ConfigureStore(options => options.SchemaProvisioning = SchemaProvisioning.None);
        };
    }

    public override async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await using var connection = await OpenAsync(_server);
        foreach (var database in _databases)
            await DropAsync(connection, database);
    }

    /// <summary>What cannot be dropped is named: it must not hide why a measurement failed.</summary>
    static async Task DropAsync(SqlConnection connection, string database)
    {
        try
        {
            await connection.ExecuteAsync($"DROP DATABASE {database}", commandTimeout: 120);
        }
        catch (SqlException exception)
        {
            await Console.Error.WriteLineAsync($"{database} is left on the server: {exception.Message}");
        }
    }

    async Task<string> NewDatabaseAsync()
    {
        var name = $"jobops_bench_{Guid.NewGuid():N}"[..25];
        await using var connection = await OpenAsync(_server);
        await connection.ExecuteAsync($"CREATE DATABASE {name}", commandTimeout: 120);
        _databases.Add(name);
        return new SqlConnectionStringBuilder(_server) { InitialCatalog = name }.ConnectionString;
    }

    static async Task<string> QuartzScriptAsync()
    {
        const string Resource = "Quartz.Impl.AdoJobStore.Schema.create_sqlServer.sql";
        const string Prefix = "QRTZ_";
        await using var stream = typeof(IScheduler).Assembly.GetManifestResourceStream(Resource)
                                 ?? throw new InvalidOperationException($"Quartz no longer has {Resource}");
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync())
            .Replace("{0}", Prefix, StringComparison.Ordinal).Replace("{1}", Prefix, StringComparison.Ordinal);
    }

    static async Task<SqlConnection> OpenAsync(string connectionString)
    {
        var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
