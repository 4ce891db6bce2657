using System.Collections.Concurrent;
using System.Diagnostics;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>
/// A SQLite file: one writer per process that commits in groups, readers on snapshots beside it, several processes on
/// the same file. WAL with synchronous=FULL, so that what is committed survives a power cut.
/// </summary>
sealed class SqliteStore : ILedgerStore
{
    /// <summary>"JOBO": marks a file as a ledger in SQLite's header.</summary>
    public const int ApplicationId = 0x4A4F424F;

    static readonly TimeSpan s_pollForChange = TimeSpan.FromMilliseconds(10);

    readonly SqliteWriter _writer;
    readonly ConcurrentBag<SqliteConnection> _readers = [];
    readonly Lazy<SqliteConnection> _watcher;
    long _seenVersion = -1;
    bool _disposed;

    public SqliteStore(LedgerLocation location)
    {
        Location = location;
        _writer = new(location, SqliteConnections.Open(location));
        _watcher = new(() => SqliteConnections.Open(location));
    }

    public LedgerLocation Location { get; }

    public string ServerVersion { get; } = "SQLite " + SQLitePCL.raw.sqlite3_libversion().utf8_to_string();

    public Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> write, CancellationToken cancellation) =>
        _writer.WriteAsync(write, cancellation);

    public async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        if (!_readers.TryTake(out var connection))
            connection = SqliteConnections.Open(Location);
        try
        {
            await using var transaction = connection.BeginTransaction(deferred: true);
            return await read(SqliteConnections.Session(connection, transaction, cancellation));
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception, Location);
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    public async Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        // data_version tells of commits by other connections: the writer of this process is one of them.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < atMost)
        {
            var version = await DataVersionAsync(cancellation);
            var changed = _seenVersion >= 0 && version != _seenVersion;
            _seenVersion = version;
            if (changed)
                return;
            await Task.Delay(s_pollForChange, cancellation);
        }
    }

    async Task<long> DataVersionAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = _watcher.Value.CreateCommand();
            command.CommandText = "PRAGMA data_version";
            return (long)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception, Location);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _writer.DisposeAsync();
        foreach (var reader in _readers)
            await reader.DisposeAsync();
        if (_watcher.IsValueCreated)
            await _watcher.Value.DisposeAsync();
    }
}
