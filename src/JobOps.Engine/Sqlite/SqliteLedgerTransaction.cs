using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Dapper;
using JobOps.Engine.Sql;
using JobOps.Engine.Sql.Transfer;

namespace JobOps.Engine.Sqlite;

/// <summary>Executes prepared statements. Every call of Microsoft.Data.Sqlite completes before it returns.</summary>
sealed partial class SqliteLedgerTransaction(SqliteStatements statements, DateTimeOffset now, string actor) : LedgerTransaction(now, actor)
{
    // How many rows to insert at once.
    static readonly int[] s_sizes = [100, 10, 1];

    static readonly ConcurrentDictionary<Statement, Statement> s_ofMany = new(ReferenceEqualityComparer.Instance);

    /// <summary>The writer is alone: there is no other to block or to be blocked by.</summary>
    public override Task YieldToOthersAsync() => Task.CompletedTask;

    public override Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null) =>
        Task.FromResult<IReadOnlyList<T>>(Query<T>(statement, parameters));

    public override Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null) where T : default =>
        Task.FromResult(Query<T?>(statement, parameters).FirstOrDefault());

    /// <summary>It is answered at once: no message has to be waited for.</summary>
    public override Task<Answer<T>> AskAsync<T>(Statement statement, object parameters) =>
        Task.FromResult(new Answer<T>(Query<T>(statement, parameters)));

    public override Task SendAsync() => Task.CompletedTask;

    // One number stands in the text as it is. A table made of a list costs more than the row that it leads to.
    protected override Statement OfList(Statement statement, long[] numbers) => numbers.Length == 1
        ? statement
        : s_ofMany.GetOrAdd(statement,
            static one => one with { Sqlite = List().Replace(one.Sqlite, "IN (SELECT value FROM json_each($1))") });

    // Long reads are rare, and the reader stays open between the rows: no prepared statement is held for that.
    public override IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null)
    {
        LedgerMeter.Statements(1);
        TimeHandler.Register();
        return statements.Connection.QueryUnbufferedAsync<T>(statement.Sqlite, parameters);
    }

    public override Task<int> ExecuteAsync(Statement statement, object? parameters = null)
    {
        LedgerMeter.Statements(1);
        return Task.FromResult(statements[statement.Sqlite].Execute(parameters));
    }

    public override Task<IReadOnlyList<T?>> QueryEachAsync<T>(Statement statement, IReadOnlyList<object> parameters) where T : default =>
        Task.FromResult<IReadOnlyList<T?>>([.. parameters.Select(each => Query<T?>(statement, each).FirstOrDefault())]);

    public override Task PutRowsAsync(LedgerTable table, IReadOnlyList<object?[]> rows)
    {
        LedgerMeter.Statements(rows.Count);
        SqliteRows.Put(statements.Connection, table, rows);
        return Task.CompletedTask;
    }

    // SQLite does so by itself.
    public override Task GoOnNumberingAsync() => Task.CompletedTask;

    public override Task ExecuteEachAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        if (RowInsert.Of(statement.Sqlite) is { } insert)
            InsertMany(insert, parameters, inserted: null);
        else
            foreach (var each in parameters)
                Execute(statement.Sqlite, each);
        return Task.CompletedTask;
    }

    // The writer is alone: the rows of one statement have numbers without a gap, in their order.
    public override Task<IReadOnlyList<long>> InsertEachAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        var numbers = new List<long>(parameters.Count);
        InsertMany(RowInsert.Of(statement.Sqlite)!, parameters, inserted =>
        {
            var last = SQLitePCL.raw.sqlite3_last_insert_rowid(statements.Connection.Handle);
            for (var number = last - inserted + 1; number <= last; number++)
                numbers.Add(number);
        });
        return Task.FromResult<IReadOnlyList<long>>(numbers);
    }

    /// <param name="insert">The INSERT of one row.</param>
    /// <param name="parameters">Of each row.</param>
    /// <param name="inserted">Is told after each statement how many rows it has inserted.</param>
    void InsertMany(RowInsert insert, IReadOnlyList<object> parameters, Action<int>? inserted)
    {
        for (var start = 0; start < parameters.Count;)
        {
            var rows = parameters.Skip(start).Take(s_sizes.First(size => size <= parameters.Count - start)).ToList();
            LedgerMeter.Statements(1);
            statements[insert.Text(rows.Count)].Execute(rows);
            inserted?.Invoke(rows.Count);
            start += rows.Count;
        }
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

    [GeneratedRegex(@"IN \((@\w+)\)")]
    private static partial Regex List();
}
