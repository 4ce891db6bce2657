using Dapper;
using JobOps.Engine.Sql;

namespace JobOps.Engine.Sqlite;

/// <summary>Executes prepared statements. Every call of Microsoft.Data.Sqlite completes before it returns.</summary>
sealed class SqliteSession(SqliteStatements statements, DateTimeOffset now, string actor) : LedgerSession(now, actor)
{
    public override Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null) =>
        Task.FromResult<IReadOnlyList<T>>(Query<T>(statement, parameters));

    public override Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null) where T : default =>
        Task.FromResult(Query<T?>(statement, parameters).FirstOrDefault());

    // Long reads are rare, and the reader stays open between the rows: no prepared statement is held for that.
    public override IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null)
    {
        LedgerMeter.Statements(1);
        return statements.Connection.QueryUnbufferedAsync<T>(statement.Sqlite, parameters);
    }

    public override Task<int> ExecuteAsync(Statement statement, object? parameters = null)
    {
        LedgerMeter.Statements(1);
        return Task.FromResult(statements[statement.Sqlite].Execute(parameters));
    }

    public override Task<IReadOnlyList<T?>> QueryEachAsync<T>(Statement statement, IReadOnlyList<object> parameters) where T : default =>
        Task.FromResult<IReadOnlyList<T?>>([.. parameters.Select(each => Query<T?>(statement, each).FirstOrDefault())]);

    public override Task ExecuteEachAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        if (ManyRows.Of(statement.Sqlite) is { } many)
            InsertMany(many, parameters);
        else
            foreach (var each in parameters)
                Execute(statement.Sqlite, each);
        return Task.CompletedTask;
    }

    // The writer is alone: the numbers of one statement's rows rise in the order of its rows.
    public override Task<IReadOnlyList<long>> InsertEachAsync(Statement statement, IReadOnlyList<object> parameters) =>
        Task.FromResult<IReadOnlyList<long>>([.. InsertMany(ManyRows.Of(statement.Sqlite)!, parameters).Order()]);

    List<long> InsertMany(ManyRows many, IReadOnlyList<object> parameters)
    {
        var numbers = new List<long>(parameters.Count);
        for (var start = 0; start < parameters.Count;)
        {
            var rows = parameters.Skip(start).Take(ManyRows.SizeFor(parameters.Count - start)).ToList();
            LedgerMeter.Statements(1);
            numbers.AddRange(statements[many.Text(rows.Count)].Query<long>(rows));
            start += rows.Count;
        }
        return numbers;
    }

    void Execute(string text, object parameters)
    {
        LedgerMeter.Statements(1);
        statements[text].Execute(parameters);
    }

    List<T> Query<T>(Statement statement, object? parameters)
    {
        LedgerMeter.Statements(1);
        return statements[statement.Sqlite].Query<T>(parameters);
    }
}
