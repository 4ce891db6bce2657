using System.Data.Common;
using Dapper;

namespace JobOps.Engine.Sql;

/// <summary>An open connection inside a transaction, with the database's clock as the transaction began.</summary>
/// <param name="connection">The connection.</param>
/// <param name="transaction">Its transaction; null where the store began it by a statement of its own.</param>
/// <param name="isSqlite">Which of the two texts of a <see cref="Statement"/> to take.</param>
/// <param name="now">Whole milliseconds, UTC.</param>
/// <param name="actor">Whom the database takes us for.</param>
/// <param name="cancellation">Stops statements.</param>
sealed class LedgerSession(
    DbConnection connection, DbTransaction? transaction, bool isSqlite, DateTimeOffset now, string actor,
    CancellationToken cancellation)
{
    public DateTimeOffset Now => now;

    public string Actor => actor;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(statement, parameters))).AsList();

    public Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(statement, parameters));

    public IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null) =>
        connection.QueryUnbufferedAsync<T>(Text(statement), parameters, transaction);

    /// <returns>How many rows it changed.</returns>
    public Task<int> ExecuteAsync(Statement statement, object? parameters = null) =>
        connection.ExecuteAsync(Command(statement, parameters));

    CommandDefinition Command(Statement statement, object? parameters) =>
        new(Text(statement), parameters, transaction, cancellationToken: cancellation);

    string Text(Statement statement) => isSqlite ? statement.Sqlite : statement.SqlServer;
}
