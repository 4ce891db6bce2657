using System.Data.Common;
using Dapper;
using JobOps.Engine.Sql;
using JobOps.Engine.Sql.Transfer;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Executes statements on one connection; Dapper reads the rows. The transaction was begun by a statement, so that it costs
/// no round trip. What gives no rows waits for what is sent next, and goes with it.
/// </summary>
sealed class SqlServerLedgerTransaction(
    SqlServerStatements statements, DateTimeOffset now, string actor, CancellationToken cancellation)
    : LedgerTransaction(now, actor)
{
    // A bulk copy asks what the table is like, says what will come, and sends it: it pays from so many rows on.
    const int ManyRows = 200;
    const int BulkCopy = 3;

    // How many rows to insert by one statement. Few sizes mean few plans.
    static readonly int[] s_sizes = [64, 16, 4, 1];

    static readonly Statement s_yield = "SET DEADLOCK_PRIORITY LOW; SET LOCK_TIMEOUT 5000;";

    // Take the rows of what was asked out of the answer to the message that it goes with, in their order.
    readonly List<Action<DbDataReader>> _asked = [];

    SqlServerMessage _waiting = new();

    static SqlServerLedgerTransaction() => TimeHandler.Register();

    public override Task YieldToOthersAsync() => ExecuteAsync(s_yield);

    public override async Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null)
    {
        await using var reader = await ReadAsync(statement.SqlServer, parameters);
        var rows = reader.Parse<T>().AsList();
        await EndAsync(reader);
        return rows;
    }

    public override async Task<Answer<T>> AskAsync<T>(Statement statement, object parameters)
    {
        await MakeRoomAsync([parameters]);
        var answer = new Answer<T>();
        _waiting.Add(statement.SqlServer, parameters);
        _asked.Add(reader => answer.Give(reader.Parse<T>().AsList()));
        return answer;
    }

    public override async Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null) where T : default
    {
        var rows = await QueryAsync<T>(statement, parameters);
        return rows.Count > 0 ? rows[0] : default;
    }

    public override async IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null)
    {
        await SendAsync();
        Count(1);
        // It takes as long as it takes. Rows are not awaited: where one crosses a packet the client would read it again from
        // its begin.
        var reader = await statements.Connection.ExecuteReaderAsync(
            new CommandDefinition(statement.SqlServer, parameters, commandTimeout: 0, cancellationToken: cancellation));
        try
        {
            var parse = reader.GetRowParser<T>();
            while (reader.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return parse(reader);
            }
        }
        finally
        {
            await CloseAsync(reader);
        }
    }

    /// <summary>A reader that broke breaks again when it is closed, and would hide why it did.</summary>
    static async Task CloseAsync(DbDataReader reader)
    {
        try
        {
            await reader.DisposeAsync();
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException or ArgumentException)
        {
            // The connection cannot be used any more, which whatever comes next on it finds out.
        }
    }

    // How many rows all statements of a message have changed is not asked for.
    public override async Task<int> ExecuteAsync(Statement statement, object? parameters = null)
    {
        await SendAsync();
        return await Next(statement.SqlServer, parameters).ExecuteNonQueryAsync(cancellation);
    }

    public override async Task ExecuteWithoutLimitAsync(Statement statement)
    {
        await SendAsync();
        Count(1);
        await statements.Connection.ExecuteAsync(
            new CommandDefinition(statement.SqlServer, commandTimeout: 0, cancellationToken: cancellation));
    }

    public override async Task<IReadOnlyList<T?>> QueryEachAsync<T>(Statement statement, IReadOnlyList<object> parameters) where T : default
    {
        var rows = new List<T?>(parameters.Count);
        foreach (var part in Parts(parameters))
        {
            await MakeRoomAsync(part);
            foreach (var row in part)
                _waiting.Add(statement.SqlServer, row);
            await using var reader = await ReadAsync("", null);
            for (var index = 0; index < part.Count; index++)
            {
                rows.Add(reader.Parse<T>().AsList().FirstOrDefault());
                await reader.NextResultAsync(cancellation);
            }
            await EndAsync(reader);
        }
        return rows;
    }

    // However many there are, no statement locks so many rows that the server would lock the table.
    public override async Task ExecuteEachAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        foreach (var rows in parameters.Chunk(SqlServerRows.MostRows - 1))
            await ExecuteChunkAsync(statement, rows);
    }

    public override async Task<IReadOnlyList<long>> InsertEachAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        var numbers = new List<long>(parameters.Count);
        foreach (var rows in parameters.Chunk(SqlServerRows.MostRows - 1))
            numbers.AddRange(await InsertChunkAsync(statement, rows));
        return numbers;
    }

    async Task ExecuteChunkAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        var insert = RowInsert.Of(statement.SqlServer);
        if (insert is not null && parameters.Count >= ManyRows)
        {
            await SendAsync();
            Count(1, messages: BulkCopy);
            await SqlServerRows.InsertAsync(statements.Connection, insert, parameters, cancellation);
        }
        else
        {
            foreach (var part in Parts(parameters))
            {
                await MakeRoomAsync(part);
                if (insert is not null)
                    _waiting.Add(insert, part);
                else
                    foreach (var row in part)
                        _waiting.Add(statement.SqlServer, row);
            }
        }
    }

    async Task<IReadOnlyList<long>> InsertChunkAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        if (AllAtOnce(statement, parameters) is not { } rows)
            return await QueryEachAsync<long>(statement, parameters);
        await using var reader = await ReadAsync(statement.Many!, rows);
        var inserted = reader.Parse().Cast<IDictionary<string, object?>>().ToList();
        await EndAsync(reader);
        return InsertedRows.Numbers(parameters, inserted);
    }

    public override async Task PutRowsAsync(LedgerTable table, IReadOnlyList<object?[]> rows)
    {
        await SendAsync();
        Count(1, messages: BulkCopy);
        await SqlServerRows.PutAsync(statements.Connection, table, rows, cancellation);
    }

    public override async Task GoOnNumberingAsync()
    {
        await SendAsync();
        Count(2 * SqlServerRows.Numbered.Count);
        await SqlServerRows.GoOnNumberingAsync(statements.Connection, cancellation);
    }

    /// <summary>
    /// Sends what waits. It cannot go with the commit: a text with parameters is a call to the server, and a call that ends
    /// with fewer transactions than it began with is an error (266), even though it has committed.
    /// </summary>
    public override async Task SendAsync()
    {
        if (_asked.Count > 0)
        {
            await using var reader = await ReadAsync("", null);
            await EndAsync(reader);
        }
        else if (_waiting.Count > 0)
        {
            await Next().ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The rows as JSON, where the statement can take all at once and it is worth it.</summary>
    static object? AllAtOnce(Statement statement, IReadOnlyList<object> rows)
    {
        if (statement.Many is null || rows.Count < s_sizes[1])
            return null;
        // Not every server takes escapes out of the texts of a list.
        var json = InsertedRows.ToJson(rows);
        return json.Contains('\\', StringComparison.Ordinal) ? null : new { rows = json };
    }

    async Task MakeRoomAsync(IReadOnlyList<object> rows)
    {
        if (!_waiting.HasRoomFor(rows.Sum(SqlServerMessage.ParametersOf)))
            await SendAsync();
    }

    async Task<SqlDataReader> ReadAsync(string text, object? parameters)
    {
        if (parameters is not null)
            await MakeRoomAsync([parameters]);
        var reader = await Next(text, parameters).ExecuteReaderAsync(cancellation);
        try
        {
            foreach (var take in _asked)
            {
                take(reader);
                await reader.NextResultAsync(cancellation);
            }
            _asked.Clear();
            return reader;
        }
        catch
        {
            await CloseAsync(reader);
            throw;
        }
    }

    /// <summary>Goes through what is left: a statement whose rows are not read may have failed.</summary>
    async Task EndAsync(SqlDataReader reader)
    {
        while (await reader.NextResultAsync(cancellation))
        {
        }
    }

    /// <summary>What waits, and one more statement: the next message.</summary>
    SqlCommand Next(string text = "", object? parameters = null)
    {
        Count(_waiting.Count + (text.Length > 0 ? 1 : 0));
        var (all, values) = _waiting.Before(text, parameters);
        _waiting = new();
        return statements.Command(all, values);
    }

    static IEnumerable<IReadOnlyList<object>> Parts(IReadOnlyList<object> parameters)
    {
        if (parameters.Count == 0)
            yield break;
        var most = SqlServerMessage.MostParameters / Math.Max(1, SqlServerMessage.ParametersOf(parameters[0]));
        for (var start = 0; start < parameters.Count;)
        {
            var size = s_sizes.First(size => size <= most && size <= parameters.Count - start || size == 1);
            yield return [.. parameters.Skip(start).Take(size)];
            start += size;
        }
    }

    static void Count(int statements, int messages = 1)
    {
        LedgerMeter.Statements(statements);
        LedgerMeter.RoundTrips(messages);
    }
}
