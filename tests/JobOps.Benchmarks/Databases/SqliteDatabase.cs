using System.Data.Common;
using Dapper;
using JobOps.Benchmarks.Peers;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;
using Quartz;

namespace JobOps.Benchmarks.Databases;

/// <summary>Files in one folder. WAL and synchronous=FULL for all of them: a commit survives a power cut.</summary>
sealed class SqliteDatabase(string folder) : BenchDatabase
{
    const int SynchronousFull = 2;

    readonly List<string> _files = [];

    public override string Name { get; } = $"SQLite {new SqliteConnection().ServerVersion}, WAL, synchronous=FULL";

    public override string RoundTrip => "commits";

    public override string TablePrefix => "";

    public override Task<LedgerLocation> NewLedgerAsync(string name) =>
        Task.FromResult(LedgerLocation.Parse("sqlite:" + NewFile(name)));

    public override async Task<DbConnection> OpenAsync(LedgerLocation location) => await OpenAsync(location.Target);

    public override Task<IReadOnlyList<string>> RunTablesAsync(DbConnection connection) =>
        NamesAsync(
            connection,
            """
            SELECT t.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND c.name = 'RunId' ORDER BY t.name <> 'Run', t.name
            """);

    public override Task<IReadOnlyList<string>> ColumnsAsync(DbConnection connection, string table) =>
        NamesAsync(connection, "SELECT name FROM pragma_table_info(@table)", new { table });

    public override async Task TrimAsync(DbConnection connection, int runs)
    {
        // What refers to a run goes before it.
        foreach (var table in (await RunTablesAsync(connection)).Reverse())
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE RunId > @runs", new { runs });
    }

    /// <summary>A checkpoint of every file. The write-ahead logs begin anew and keep their length, as they do in life: a log
    /// that grows costs the file system a second write with each commit.</summary>
    public override async Task SettleAsync()
    {
        foreach (var file in _files)
        {
            await using var connection = await OpenAsync(file);
            await connection.ExecuteAsync("PRAGMA busy_timeout = 5000; PRAGMA wal_checkpoint(RESTART)");
        }
    }

    public override async Task<BareQueue> NewBareQueueAsync()
    {
        var connection = await OpenAsync(NewFile("bare"));
        await connection.ExecuteAsync(
            """
            CREATE TABLE Run (
              RunId INTEGER PRIMARY KEY,
              Status INTEGER NOT NULL,
              Priority INTEGER NOT NULL,
              IdempotencyKey TEXT,
              Payload TEXT NOT NULL,
              Worker TEXT,
              LeaseExpiresAt INTEGER
            ) STRICT;
            CREATE INDEX IX_Run_Queued ON Run (Priority DESC, RunId) WHERE Status = 0;
            CREATE UNIQUE INDEX UX_Run_Key ON Run (IdempotencyKey) WHERE IdempotencyKey IS NOT NULL;
            """ + BareSqliteRows.Tables);
        return new BareSqliteQueue(connection);
    }

    public override async Task<Action<IPersistentStoreBuilder>> NewQuartzStoreAsync()
    {
        var file = NewFile("quartz");
        // WAL is kept in the file; synchronous=FULL is what every new connection has, and here it is made sure of.
        await using var connection = await OpenAsync(file);
        return store =>
        {
            store.UseSqlite(SqliteFactory.Instance, $"Data Source={file};Default Timeout=30");
            store.ProvisionSchema();
        };
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }

    string NewFile(string name)
    {
        var file = Path.Combine(folder, $"{name}-{_files.Count}.db");
        _files.Add(file);
        return file;
    }

    static async Task<SqliteConnection> OpenAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL");
        var synchronous = await connection.ExecuteScalarAsync<int>("PRAGMA synchronous");
        return synchronous == SynchronousFull
            ? connection
            : throw new InvalidOperationException($"synchronous is {synchronous} by default here, so the comparison would not be fair");
    }
}
