using System.Collections.Concurrent;
using System.Diagnostics;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Journal;
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

    // Reading the file's change counter costs microseconds, and a run of another process starts within 30 ms (docs/speed.md).
    static readonly TimeSpan s_pollForChange = TimeSpan.FromMilliseconds(10);

    readonly SqliteStatements _first;
    readonly SqliteWriter _writer;
    readonly ConcurrentQueue<SqliteStatements> _readers = [];
    readonly LedgerSignal _signal;
    readonly Lazy<SqliteStatements> _watcher;
    readonly Lock _watch = new();
    // What waiters have been told of. Workers look between two waits: what others have heard of meanwhile is still news to them.
    readonly Seen _byWorkers = new();
    readonly Seen _byOthers = new();
    long _seenVersion = -1;
    volatile bool _disposed;

    /// <param name="location">The file.</param>
    /// <param name="statements">A connection that has read already; it is the store's from now on.</param>
    public SqliteStore(LedgerLocation location, SqliteStatements statements)
    {
        Location = location;
        _signal = LedgerSignal.Of(location.Target);
        _first = statements;
        _readers.Enqueue(statements);
        _writer = new(location, Another, _signal.Raise);
        _watcher = new(Another);
    }

    public LedgerLocation Location { get; }

    public string ServerVersion { get; } = "SQLite " + SQLitePCL.raw.sqlite3_libversion().utf8_to_string();

    public bool LooksBeforeWriting => true;

    public Task<T> WriteAsync<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation) =>
        _writer.WriteAsync(write, cancellation);

    public async Task<T> ReadAsync<T>(Func<LedgerTransaction, Task<T>> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        if (!_readers.TryDequeue(out var reader))
            reader = Another();
        try
        {
            SqliteFile.RequireInPlace(reader.Connection, Location);
            reader.Execute("BEGIN");
            try
            {
                return await read(SqliteConnections.Session(reader));
            }
            finally
            {
                reader.Execute("COMMIT");
            }
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception, Location);
        }
        finally
        {
            _readers.Enqueue(reader);
            // The ledger was closed meanwhile: nobody else closes what was in use then.
            if (_disposed)
                CloseReaders();
        }
    }

    public Task<bool> GrantRoleAsync(LedgerTransaction transaction, LedgerRole role, string member) =>
        Task.FromException<bool>(new JobOpsException(Error.LedgerHasNoRoles(Location.ToString(), Location.Provider)));

    /// <summary>The account, as its machine calls it, or a group of the machine.</summary>
    public Task<bool> IsActorInAsync(LedgerTransaction transaction, string group) => Task.FromResult(
        group.Equals(Environment.UserName, StringComparison.OrdinalIgnoreCase) || MachineGroups.IsMember(group));

    public Task<bool> IsJournalAppendOnlyAsync(LedgerTransaction transaction) => Task.FromResult(false);

    public Task<LedgerTableCheck?> VerifyJournalTableAsync(CancellationToken cancellation) =>
        Task.FromResult<LedgerTableCheck?>(null);

    public string? FindExposure() => Location.Files.Select(OwnerOnly.Exposure).FirstOrDefault(found => found is not null);

    /// <summary>
    /// Commits of this process signal at once. Those of other processes show in data_version, which is looked at every
    /// few milliseconds: it costs no lock and no reading of the file.
    /// </summary>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation) => WaitAsync(_byOthers, atMost, cancellation);

    /// <summary>Any change: to ask what it was costs next to nothing here.</summary>
    public Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) => WaitAsync(_byWorkers, atMost, cancellation);

    async Task<bool> WaitAsync(Seen seen, TimeSpan atMost, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        do
        {
            var signal = _signal.Next();
            if (HasChanged(seen))
                return true;
            await signal.WaitAsync(s_pollForChange, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (signal.IsCompleted)
                return true;
        }
        while (clock.Elapsed < atMost);
        return false;
    }

    /// <summary>Each commit that changed something has told already.</summary>
    public void TellOfWork()
    {
    }

    bool HasChanged(Seen seen)
    {
        lock (_watch)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var version = DataVersion();
            // To whoever else waits here, and to the other kind of waiters, it is a signal like one of this process.
            if (_seenVersion >= 0 && version != _seenVersion)
                _signal.Raise();
            _seenVersion = version;
            var before = seen.Signals;
            seen.Signals = _signal.Count;
            return seen.Signals != before;
        }
    }

    long DataVersion()
    {
        try
        {
            return _watcher.Value["PRAGMA data_version"].Query<long>(null)[0];
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
        CloseReaders();
        lock (_watch)
            if (_watcher.IsValueCreated)
                _watcher.Value.Dispose();
    }

    /// <summary>A connection to the same file, whatever has its name now: a ledger that was put in its place is another one.</summary>
    /// <exception cref="JobOpsException">LedgerUnavailable</exception>
    SqliteStatements Another()
    {
        SqliteFile.RequireInPlace(_first.Connection, Location);
        var another = SqliteConnections.Open(Location);
        try
        {
            SqliteFile.RequireInPlace(_first.Connection, Location);
            return new(another);
        }
        catch
        {
            another.Dispose();
            throw;
        }
    }

    void CloseReaders()
    {
        while (_readers.TryDequeue(out var reader))
            reader.Dispose();
    }

    sealed class Seen
    {
        public long Signals { get; set; }
    }
}
