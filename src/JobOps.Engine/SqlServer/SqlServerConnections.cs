using System.Collections.Concurrent;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Keeps a few connections open from one piece of work to the next. The client's own pool keeps them too, but whoever
/// takes one from there finds it as new, without what was prepared on it.
/// </summary>
/// <param name="location">The ledger.</param>
/// <param name="timeLimit">How long a statement may take; null for as long as the connection string says.</param>
sealed class SqlServerConnections(LedgerLocation location, TimeSpan? timeLimit = null) : IAsyncDisposable
{
    // Chosen, not measured: more than a process has use for at once, and a third of what the client's pool holds by default.
    const int Most = 32;

    // A login that was locked, or a server that was moved, is found out before long.
    static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    readonly SqlConnectionStringBuilder _how = How(location, timeLimit);
    readonly ConcurrentStack<SqlServerStatements> _kept = [];
    volatile bool _closed;

    // Whoever waits for one of a small pool must not wait for those that are not in use.
    int MostKept => _how.Pooling ? Math.Min(Most, _how.MaxPoolSize / 2) : 0;

    static SqlConnectionStringBuilder How(LedgerLocation location, TimeSpan? timeLimit)
    {
        var how = new SqlConnectionStringBuilder(SqlServerLedgers.ConnectionString(location));
        if (timeLimit is { } limit)
            how.CommandTimeout = (int)limit.TotalSeconds;
        return how;
    }

    /// <summary>Another connection of the ledger's, without anything prepared.</summary>
    public async Task<SqlServerStatements> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqlConnection(_how.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return new(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>One that was kept; null where there is none. Whether the server still knows it only a statement tells.</summary>
    public SqlServerStatements? TakeKept() => _kept.TryPop(out var kept) ? kept : null;

    /// <summary>Keeps a connection without a transaction, or gives it back to the client's pool.</summary>
    public async Task GiveBackAsync(SqlServerStatements connection)
    {
        if (_kept.Count < MostKept && !connection.IsFull && connection.Age < s_longest)
            _kept.Push(connection);
        else
            await connection.DisposeAsync();
        if (_closed)
            await CloseKeptAsync();
    }

    /// <summary>Gives back all that are not in use.</summary>
    public async Task CloseKeptAsync()
    {
        while (TakeKept() is { } kept)
            await kept.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await CloseKeptAsync();
    }
}
