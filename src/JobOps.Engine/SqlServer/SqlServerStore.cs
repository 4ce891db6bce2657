using System.Data;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>A SQL Server database: a pooled connection and a transaction for each piece of work.</summary>
sealed class SqlServerStore : ILedgerStore
{
    // The pause doubles, so five of them are some 1.6 s in all: a deadlock or a lost race is over by then.
    const int MostTries = 6;

    static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);

    // Five looks a second for each who waits; a worker is called by WorkWatch, which looks more often.
    static readonly TimeSpan s_pollForChange = TimeSpan.FromMilliseconds(200);

    // Pooled connections keep the isolation level of their last user: all is set each time. The clock and the
    // login come back with the begin, in the same round trip: the login that was proved to the server, whatever a
    // connection string claims and whomever the session has come to act for.
    internal const string Begin =
        """
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCK_TIMEOUT 30000; SET DEADLOCK_PRIORITY NORMAL; SET XACT_ABORT ON;
        BEGIN TRANSACTION;
        SELECT SYSUTCDATETIME() AS Now, ORIGINAL_LOGIN() AS Actor;
        """;

    const string RollBack = "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;";

    // What a claim would find anew: the newest run, what is due, and the first of those that wait, which shows what came
    // back or was committed late. Two places in indexes and a few rows, however many runs there are. What comes back behind
    // a hundred that no worker here takes is found by the claim that a waiting worker makes once a second.
    static readonly Statement s_lookForWork =
        """
        SELECT newest.RunId, due.At, COUNT_BIG(waiting.RunId), SUM(waiting.RunId)
        FROM (SELECT MAX(RunId) AS RunId FROM jobops.Run) AS newest
        CROSS JOIN (SELECT MIN(DueAt) AS At FROM jobops.Run WHERE Status = 'Scheduled' AND DueAt <= SYSUTCDATETIME()) AS due
        LEFT JOIN (
          SELECT TOP (100) RunId FROM jobops.Run WHERE Status = 'Queued'
          ORDER BY QueueId, JobId, Partition, Priority DESC, RunId) AS waiting ON 1 = 1
        GROUP BY newest.RunId, due.At
        """;

    readonly SqlServerConnections _connections;
    readonly LedgerSignal _signal;
    readonly WorkWatch _watch;

    public SqlServerStore(LedgerLocation location, string serverVersion, TimeSpan? timeLimit = null)
    {
        Location = location;
        ServerVersion = serverVersion;
        _connections = new(location, timeLimit);
        _signal = LedgerSignal.Of(location.Target);
        _watch = new(_signal, LookForWorkAsync);
    }

    public LedgerLocation Location { get; }

    public string ServerVersion { get; }

    public bool LooksBeforeWriting => false;

    public Task<T> ReadAsync<T>(Func<LedgerTransaction, Task<T>> read, CancellationToken cancellation) =>
        RepeatAsync(read, writes: false, cancellation);

    public Task<T> WriteAsync<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation) =>
        RepeatAsync(write, writes: true, cancellation);

    async Task<T> RepeatAsync<T>(Func<LedgerTransaction, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryOnceAsync(work, writes, cancellation);
            }
            catch (SqlException exception) when (attempt < MostTries && SqlServerErrors.IsTransient(exception))
            {
                await Task.Delay(Backoff.After(s_firstPause, attempt), cancellation);
            }
            catch (SqlException exception)
            {
                cancellation.ThrowIfCancellationRequested();
                throw SqlServerErrors.Translate(exception, Location);
            }
        }
    }

    public Task<bool> GrantRoleAsync(LedgerTransaction transaction, LedgerRole role, string member) =>
        SqlServerRoles.GrantAsync(transaction, role, member);

    public Task<bool> IsActorInAsync(LedgerTransaction transaction, string group) => SqlServerRoles.IsActorInAsync(transaction, group);

    public Task<bool> IsJournalAppendOnlyAsync(LedgerTransaction transaction) =>
        SqlServerLedgerTables.IsJournalAppendOnlyAsync(transaction);

    public string? FindExposure() => null;

    public async Task<LedgerTableCheck?> VerifyJournalTableAsync(CancellationToken cancellation)
    {
        if (!await ReadAsync(IsJournalAppendOnlyAsync, cancellation))
            return null;
        await using var connection = new SqlConnection(SqlServerLedgers.ConnectionString(Location));
        try
        {
            await connection.OpenAsync(cancellation);
        }
        catch (SqlException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw SqlServerErrors.Translate(exception, Location);
        }
        return await SqlServerLedgerTables.VerifyAsync(connection, cancellation);
    }

    /// <summary>A waiter asks for what it waits for; the server is not asked whether anything has changed.</summary>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation) =>
        Task.Delay(atMost < s_pollForChange ? atMost : s_pollForChange, cancellation);

    public Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) => _watch.WaitAsync(atMost, cancellation);

    public void TellOfWork() => _signal.Raise();

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _connections.DisposeAsync();
    }

    /// <summary>One statement without a transaction. Null where the server did not answer.</summary>
    async Task<string?> LookForWorkAsync(CancellationToken cancellation)
    {
        SqlServerStatements? statements = null;
        string? found = null;
        try
        {
            statements = _connections.TakeKept() ?? await _connections.OpenAsync(cancellation);
            LedgerMeter.Statements(1);
            LedgerMeter.RoundTrips(1);
            found = await ReadRowAsync(statements.Command(s_lookForWork.SqlServer, []), cancellation);
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException or OperationCanceledException)
        {
            // The waiter finds out when it claims.
        }
        finally
        {
            if (found is not null)
                await _connections.GiveBackAsync(statements!);
            else if (statements is not null)
                await statements.DisposeAsync();
        }
        return found;
    }

    static async Task<string> ReadRowAsync(SqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue));
    }

    async Task<T> TryOnceAsync<T>(Func<LedgerTransaction, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        SqlServerStatements? statements = null;
        var isDone = false;
        try
        {
            (statements, var transaction) = await BeginAsync(cancellation);
            var result = await WorkOnAsync(statements.Connection, transaction, work, writes);
            isDone = true;
            return result;
        }
        catch (InvalidOperationException exception) when (statements is not { Connection.State: ConnectionState.Open })
        {
            // No place in the pool in time, or a connection that broke between two statements.
            throw new JobOpsException(Error.LedgerUnavailable(Location.ToString(), exception.Message), exception);
        }
        finally
        {
            // What has failed on a connection may have left something of it behind.
            if (isDone)
                await _connections.GiveBackAsync(statements!);
            else if (statements is not null)
                await statements.DisposeAsync();
        }
    }

    async Task<T> WorkOnAsync<T>(
        SqlConnection connection, SqlServerLedgerTransaction transaction, Func<LedgerTransaction, Task<T>> work, bool writes)
    {
        try
        {
            var result = await work(transaction);
            await transaction.SendAsync();
            // From here on a retry could do the work twice: what fails now is reported, not repeated.
            await CommitAsync(connection, writes);
            return result;
        }
        catch
        {
            await RollBackAsync(connection);
            throw;
        }
    }

    /// <summary>Begins on a kept connection, or on a new one where those that were kept are gone.</summary>
    async Task<(SqlServerStatements, SqlServerLedgerTransaction)> BeginAsync(CancellationToken cancellation)
    {
        if (_connections.TakeKept() is { } kept)
        {
            try
            {
                return (kept, await BeginAsync(kept, cancellation));
            }
            catch (Exception exception)
                when (exception is SqlException or InvalidOperationException && !cancellation.IsCancellationRequested)
            {
                await _connections.CloseKeptAsync();
            }
        }
        var statements = await _connections.OpenAsync(cancellation);
        return (statements, await BeginAsync(statements, cancellation));
    }

    static async Task<SqlServerLedgerTransaction> BeginAsync(SqlServerStatements statements, CancellationToken cancellation)
    {
        try
        {
            await using var command = new SqlCommand(Begin, statements.Connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            var now = new DateTimeOffset(DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc));
            LedgerMeter.RoundTrips(1);
            return new SqlServerLedgerTransaction(
                statements, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()), reader.GetString(1), cancellation);
        }
        catch
        {
            await statements.DisposeAsync();
            throw;
        }
    }

    async Task CommitAsync(SqlConnection connection, bool writes)
    {
        try
        {
            await using var command = new SqlCommand("COMMIT TRANSACTION;", connection);
            LedgerMeter.RoundTrips(1);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (SqlException exception)
        {
            var failure = SqlServerErrors.Translate(exception, Location);
            throw writes && failure.Error.Id == nameof(Error.LedgerUnavailable)
                ? new JobOpsException(Error.LedgerAnswerLost(Location.ToString(), exception.Message), exception)
                : failure;
        }
    }

    static async Task RollBackAsync(SqlConnection connection)
    {
        try
        {
            await using var command = new SqlCommand(RollBack, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException)
        {
            // The connection is gone, and with it the transaction. A pool must not hand it out again.
            SqlConnection.ClearPool(connection);
        }
    }
}
