using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using JobOps.Engine.Sql;
using JobOps.Engine.Sql.Transfer;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>Executes statements by Dapper. The transaction was begun by a statement, so that it costs no round trip.</summary>
sealed partial class SqlServerSession(
    SqlConnection connection, DateTimeOffset now, string actor, CancellationToken cancellation)
    : LedgerSession(now, actor)
{
    // A request may carry 2100 parameters. Few sizes mean few plans.
    const int MostParameters = 2000;

    static readonly int[] s_sizes = [64, 16, 4, 1];

    static readonly Statement s_yield = "SET DEADLOCK_PRIORITY LOW; SET LOCK_TIMEOUT 5000;";

    public override Task YieldToOthersAsync() => ExecuteAsync(s_yield);

    public override async Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null)
    {
        Count(1);
        return (await connection.QueryAsync<T>(Command(statement, parameters))).AsList();
    }

    public override Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null) where T : default
    {
        Count(1);
        return connection.QueryFirstOrDefaultAsync<T>(Command(statement, parameters));
    }

    public override IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null)
    {
        Count(1);
        return connection.QueryUnbufferedAsync<T>(statement.SqlServer, parameters);
    }

    public override Task<int> ExecuteAsync(Statement statement, object? parameters = null)
    {
        Count(1);
        return connection.ExecuteAsync(Command(statement, parameters));
    }

    public override async Task<IReadOnlyList<T?>> QueryEachAsync<T>(Statement statement, IReadOnlyList<object> parameters) where T : default
    {
        var rows = new List<T?>(parameters.Count);
        foreach (var part in Parts(parameters))
        {
            Count(part.Count);
            await using var results = await connection.QueryMultipleAsync(Together(statement, part));
            for (var index = 0; index < part.Count; index++)
                rows.Add(await results.ReadFirstOrDefaultAsync<T>());
        }
        return rows;
    }

    public override async Task ExecuteEachAsync(Statement statement, IReadOnlyList<object> parameters)
    {
        var insert = RowInsert.Of(statement.SqlServer);
        foreach (var part in Parts(parameters))
        {
            Count(insert is null ? part.Count : 1);
            await connection.ExecuteAsync(insert is null ? Together(statement, part) : Command(insert.Text(part.Count), part));
        }
    }

    // A statement for each row: in what order one statement numbers its rows, T-SQL promises only for a sorted SELECT, which
    // Babelfish does not take together with OUTPUT.
    public override Task<IReadOnlyList<long>> InsertEachAsync(Statement statement, IReadOnlyList<object> parameters) =>
        QueryEachAsync<long>(statement, parameters);

    public override Task PutRowsAsync(LedgerTable table, IReadOnlyList<object?[]> rows)
    {
        Count(1);
        return SqlServerRows.PutAsync(connection, table, rows, cancellation);
    }

    public override Task GoOnNumberingAsync()
    {
        Count(2 * SqlServerRows.Numbered.Count);
        return SqlServerRows.GoOnNumberingAsync(connection, cancellation);
    }

    static IEnumerable<IReadOnlyList<object>> Parts(IReadOnlyList<object> parameters)
    {
        if (parameters.Count == 0)
            yield break;
        var most = MostParameters / Math.Max(1, parameters[0].GetType().GetProperties().Length);
        for (var start = 0; start < parameters.Count;)
        {
            var size = s_sizes.First(size => size <= most && size <= parameters.Count - start || size == 1);
            yield return [.. parameters.Skip(start).Take(size)];
            start += size;
        }
    }

    /// <summary>The statement so many times, its parameters numbered. Nothing but numbers gets into the text.</summary>
    CommandDefinition Together(Statement statement, IReadOnlyList<object> parameters)
    {
        var text = new StringBuilder();
        for (var index = 0; index < parameters.Count; index++)
            text.Append(Name().Replace(statement.SqlServer, $"$0{RowInsert.RowMark}{index}")).Append(";\n");
        return Command(text.ToString(), parameters);
    }

    /// <summary>A text whose parameters are numbered by the object that each comes from.</summary>
    CommandDefinition Command(string text, IReadOnlyList<object> parameters)
    {
        var values = new DynamicParameters();
        var members = parameters[0].GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        for (var index = 0; index < parameters.Count; index++)
            foreach (var member in members)
                values.Add($"{member.Name}{RowInsert.RowMark}{index}", member.GetValue(parameters[index]));
        return new(text, values, cancellationToken: cancellation);
    }

    CommandDefinition Command(Statement statement, object? parameters) =>
        new(statement.SqlServer, parameters, cancellationToken: cancellation);

    static void Count(int statements)
    {
        LedgerMeter.Statements(statements);
        LedgerMeter.RoundTrip();
    }

    // Not @@ROWCOUNT and its like.
    [GeneratedRegex(@"(?<!@)@\w+")]
    private static partial Regex Name();
}
