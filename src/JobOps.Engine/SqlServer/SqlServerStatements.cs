using System.Data;
using System.Diagnostics;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>A value of a statement's parameter.</summary>
/// <param name="Name">As it stands in the text, without @.</param>
/// <param name="Type">string, long, int, bool or DateTimeOffset.</param>
/// <param name="Value">Of that type, or null.</param>
readonly record struct SqlServerValue(string Name, Type Type, object? Value);

/// <summary>
/// An open connection with the statements that it has executed so far. What comes a second time is prepared: the server
/// then gets a number and the values, and neither parses the text nor looks for its plan again.
/// </summary>
sealed class SqlServerStatements(SqlConnection connection) : IAsyncDisposable
{
    // The rows of a call are sent in few sizes, so there are a few texts of each statement: some 120 statements, two texts each.
    const int Most = 250;

    // A longer text is an nvarchar(max), which is another type: a prepared parameter would cut it off.
    const int LongestText = 4000;

    readonly Dictionary<string, SqlCommand> _known = new(StringComparer.Ordinal);
    readonly long _opened = Stopwatch.GetTimestamp();

    public SqlConnection Connection => connection;

    /// <summary>How long ago the server let us in.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_opened);

    /// <summary>Whether it holds as much of the server's memory as it should.</summary>
    public bool IsFull => _known.Count >= Most;

    /// <summary>The statement with its values, to be executed before the next one is asked for.</summary>
    public SqlCommand Command(string text, IReadOnlyList<SqlServerValue> values)
    {
        var key = Key(text, values);
        if (_known.TryGetValue(key, out var command))
            command.Prepare();
        else
            _known.Add(key, command = New(text, values));
        for (var index = 0; index < values.Count; index++)
            command.Parameters[index].Value = Value(values[index].Value);
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _known.Values)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    SqlCommand New(string text, IReadOnlyList<SqlServerValue> values)
    {
        var command = new SqlCommand(text, connection);
        foreach (var value in values)
        {
            var parameter = command.Parameters.Add("@" + value.Name, TypeOf(value.Type));
            // What is prepared needs a size, also where its type says all.
            parameter.Size = value.Type != typeof(string) ? sizeof(long) : IsLong(value) ? -1 : LongestText;
        }
        return command;
    }

    static string Key(string text, IReadOnlyList<SqlServerValue> values) =>
        values.Any(IsLong) ? $"{text}\0{string.Join(',', values.Where(IsLong).Select(value => value.Name))}" : text;

    static bool IsLong(SqlServerValue value) => value.Value is string { Length: > LongestText };

    static SqlDbType TypeOf(Type type) =>
        type == typeof(string) ? SqlDbType.NVarChar
        : type == typeof(long) ? SqlDbType.BigInt
        : type == typeof(int) ? SqlDbType.Int
        : type == typeof(bool) ? SqlDbType.Bit
        : type == typeof(DateTimeOffset) ? SqlDbType.DateTime2
        : throw new InvalidOperationException($"a {type.Name} cannot be a parameter");

    static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.UtcDateTime,
        _ => value,
    };
}
