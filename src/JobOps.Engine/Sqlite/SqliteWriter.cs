using System.Diagnostics;
using System.Threading.Channels;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>
/// The one writer of this process. Whatever is waiting is written in one transaction and made durable by one commit;
/// each piece has a savepoint of its own, so that one that fails takes nothing with it. A caller beside whom no other writes
/// beside does it on its own thread: handing a piece to another thread and back costs more than most pieces do.
/// </summary>
sealed class SqliteWriter : IAsyncDisposable
{
    // Chosen, not measured: a commit that so many share hardly counts, and the first of them still does not wait for it for long.
    const int LargestGroup = 256;

    // Who writes in a loop has to wait for an answer now and then, as for any other: his thread has more to do.
    const int MostAtOnceInARow = 16;

    /// <summary>How long a lock of another process is waited for.</summary>
    public static TimeSpan LongestWaitForLock { get; } = TimeSpan.FromSeconds(60);

    readonly Channel<IWork> _queue = Channel.CreateUnbounded<IWork>(new() { SingleReader = true });
    readonly LedgerLocation _location;
    readonly Action _changed;

    // Neither is there before it is needed: most programs only read, or write alone.
    readonly Lazy<SqliteStatements> _connection;
    readonly Lazy<Task> _loop;

    // Its holder writes: the loop, or a caller that is alone.
    readonly Lock _turn = new();
    int _waiting;
    int _atOnceInARow;
    bool _closed;

    // Many that write at once share a commit. No caller steps out of the group to commit alone.
    volatile bool _isOneAtATime = true;

    /// <param name="location">For errors.</param>
    /// <param name="open">Opens the connection; it is the writer's from then on. Where it fails, the next to write tries again.</param>
    /// <param name="changed">Is called after a commit that changed something.</param>
    public SqliteWriter(LedgerLocation location, Func<SqliteStatements> open, Action changed)
    {
        _location = location;
        _changed = changed;
        // Only who writes asks for it, so it is opened once.
        _connection = new(open, LazyThreadSafetyMode.PublicationOnly);
        // SQLite's calls block: they get a thread that is theirs.
        _loop = new(() => Task.Factory.StartNew(
            Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    SqliteStatements Statements => _connection.Value;

    public Task<T> WriteAsync<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation)
    {
        var work = new Work<T>(write, cancellation);
        if (!TryWriteAtOnce(work))
        {
            work.WaitWhileWanted();
            // Before there is something for it: who closes the writer meanwhile waits for it, or keeps it from getting any.
            _ = _loop.Value;
            Interlocked.Increment(ref _waiting);
            ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(work), this);
        }
        return work.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_loop.IsValueCreated)
            await _loop.Value;
        lock (_turn)
        {
            _closed = true;
            if (_connection.IsValueCreated)
                Statements.Dispose();
        }
    }

    void Loop()
    {
        var group = new List<IWork>(LargestGroup);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            lock (_turn)
            {
                Collect(group);
                _isOneAtATime = group.Count <= 1;
                if (group.Count > 0)
                    WriteGroup(group);
            }
        }
    }

    void Collect(List<IWork> group)
    {
        group.Clear();
        while (group.Count < LargestGroup && _queue.Reader.TryRead(out var work))
        {
            Interlocked.Decrement(ref _waiting);
            if (!work.IsGivenUp())
                group.Add(work);
        }
    }

    /// <summary>Writes where no other caller does or waits to; a lock of another process is left to the loop to wait for.</summary>
    bool TryWriteAtOnce(IWork work)
    {
        // Whoever writes already, and asks for another write meanwhile, is no longer alone: a lock lets its own thread in.
        if (!_isOneAtATime || Volatile.Read(ref _waiting) > 0 || !MayBlock() || _turn.IsHeldByCurrentThread || !_turn.TryEnter())
            return false;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (++_atOnceInARow > MostAtOnceInARow)
            {
                _atOnceInARow = 0;
                return false;
            }
            return work.IsGivenUp() || TryWrite([work]);
        }
        finally
        {
            _turn.Exit();
        }
    }

    /// <summary>Who says where his continuations run, as a window does, counts on a thread that comes back.</summary>
    static bool MayBlock() => SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default;

    bool TryWrite(List<IWork> single)
    {
        try
        {
            if (!TryBegin())
                return false;
        }
        catch (Exception exception)
        {
            Fail(single, exception);
            return true;
        }
        WriteBegun(single);
        return true;
    }

    void WriteGroup(List<IWork> group)
    {
        try
        {
            BeginImmediate(group);
        }
        catch (Exception exception)
        {
            Fail(group, exception);
            return;
        }
        WriteBegun(group);
    }

    void WriteBegun(List<IWork> group)
    {
        bool changed;
        try
        {
            group.RemoveAll(work => !work.TryStart());
            var before = Changes();
            // A piece that is alone fails with its transaction, and needs no savepoint, which is not cheap.
            if (group is [var single])
                single.Run(SqliteConnections.Session(Statements));
            else
                foreach (var work in group)
                    WriteOne(work);
            changed = Changes() != before;
            SqliteFile.RequireInPlace(Statements.Connection, _location);
            Execute("COMMIT");
            LedgerMeter.RoundTrips(1);
        }
        catch (Exception exception)
        {
            RollBack();
            Fail(group, exception);
            return;
        }
        foreach (var work in group)
            work.Complete();
        if (changed)
            _changed();
    }

    void Fail(List<IWork> group, Exception exception)
    {
        var reason = exception is SqliteException sqlite ? SqliteErrors.Translate(sqlite, _location) : exception;
        foreach (var work in group)
            work.Fail(reason);
    }

    int Changes() => SQLitePCL.raw.sqlite3_total_changes(Statements.Connection.Handle);

    void WriteOne(IWork work)
    {
        Execute("SAVEPOINT piece");
        try
        {
            work.Run(SqliteConnections.Session(Statements));
        }
        catch (Exception exception)
        {
            // A full disk or an I/O error makes SQLite give up the whole transaction: then no piece is written.
            if (SQLitePCL.raw.sqlite3_get_autocommit(Statements.Connection.Handle) != 0)
                throw;
            Execute("ROLLBACK TO piece");
            work.Fail(exception is SqliteException sqlite ? SqliteErrors.Translate(sqlite, _location) : exception);
        }
        Execute("RELEASE piece");
    }

    /// <summary>Takes the lock where it is free.</summary>
    bool TryBegin()
    {
        var database = Statements.Connection.Handle;
        _ = SQLitePCL.raw.sqlite3_busy_timeout(database, 0);
        try
        {
            Execute("BEGIN IMMEDIATE");
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SqliteErrors.Busy or SqliteErrors.Locked)
        {
            return false;
        }
        finally
        {
            _ = SQLitePCL.raw.sqlite3_busy_timeout(database, SqliteConnections.BusyTimeoutMilliseconds);
        }
    }

    /// <summary>Waits for the lock as long as one of the callers still wants the result.</summary>
    void BeginImmediate(List<IWork> group)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Execute("BEGIN IMMEDIATE");
                return;
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode is SqliteErrors.Busy or SqliteErrors.Locked)
            {
                group.RemoveAll(work => work.IsGivenUp());
                if (group.Count == 0 || clock.Elapsed > LongestWaitForLock)
                    throw new JobOpsException(Error.LedgerBusy(_location.ToString(), clock.Elapsed), exception);
            }
        }
    }

    void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(Statements.Connection.Handle) == 0)
            Execute("ROLLBACK");
    }

    void Execute(string sql) => Statements.Execute(sql);

    interface IWork
    {
        /// <summary>Whether it was cancelled before it began; from now on it is.</summary>
        bool IsGivenUp();
        /// <summary>False where it was given up. From then on its end alone says what became of it.</summary>
        bool TryStart();
        void Run(LedgerTransaction transaction);
        void Complete();
        void Fail(Exception reason);
    }

    sealed class Work<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation) : IWork
    {
        const int Waiting = 0;
        const int Started = 1;
        const int GivenUp = 2;

        readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenRegistration _cancelled;
        int _state = Waiting;
        T? _result;

        public Task<T> Task => _completion.Task;

        /// <summary>Its task ends as soon as it is cancelled, however long what is before it in the queue takes.</summary>
        public void WaitWhileWanted() => _cancelled = cancellation.UnsafeRegister(static work => ((Work<T>)work!).IsGivenUp(), this);

        public bool IsGivenUp()
        {
            if (cancellation.IsCancellationRequested && Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting)
                _completion.TrySetCanceled(cancellation);
            return Volatile.Read(ref _state) == GivenUp;
        }

        public bool TryStart()
        {
            _cancelled.Unregister();
            return Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;
        }

        // Every call of Microsoft.Data.Sqlite completes before it returns, so this never waits.
        public void Run(LedgerTransaction transaction) => _result = write(transaction).GetAwaiter().GetResult();

        public void Complete() => _completion.TrySetResult(_result!);

        public void Fail(Exception reason)
        {
            _cancelled.Unregister();
            _completion.TrySetException(reason);
        }
    }
}
