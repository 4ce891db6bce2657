using System.Reflection;
using JobOps.Engine.Sql;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JobOps.Engine.Sqlite;

/// <summary>Binds the members of an object, or of a list of objects of one type, to the parameters of a statement by name.</summary>
sealed class SqliteBinder
{
    readonly (string Name, int Row)[] _parameters;

    // SQLite keeps what is bound, also after a reset: only what differs is bound again.
    readonly object?[] _bound;

    readonly Dictionary<Type, PropertyInfo[]> _members = [];

    public SqliteBinder(sqlite3_stmt statement)
    {
        _parameters = new (string, int)[raw.sqlite3_bind_parameter_count(statement)];
        _bound = new object?[_parameters.Length];
        for (var index = 0; index < _parameters.Length; index++)
        {
            var parts = raw.sqlite3_bind_parameter_name(statement, index + 1).utf8_to_string()[1..].Split(RowInsert.RowMark);
            _parameters[index] = (parts[0], parts.Length == 1 ? 0 : int.Parse(parts[1], provider: null));
        }
    }

    /// <param name="statement">The statement.</param>
    /// <param name="parameters">Has a member for each parameter; more members do no harm.</param>
    public void Bind(sqlite3_stmt statement, object? parameters)
    {
        if (_parameters.Length == 0)
            return;
        var rows = parameters as IReadOnlyList<object> ?? [parameters!];
        var members = MembersOf(rows[0].GetType());
        for (var index = 0; index < members.Length; index++)
        {
            var value = members[index].GetValue(rows[_parameters[index].Row]);
            if (Equals(value, _bound[index]))
                continue;
            Bind(statement, index + 1, value);
            _bound[index] = value;
        }
    }

    PropertyInfo[] MembersOf(Type type)
    {
        if (!_members.TryGetValue(type, out var members))
            _members[type] = members = Array.ConvertAll(_parameters, parameter =>
                type.GetProperty(parameter.Name) ?? throw new InvalidOperationException($"no value for the parameter @{parameter.Name}"));
        return members;
    }

    static void Bind(sqlite3_stmt statement, int index, object? value)
    {
        if (TryBind(statement, index, value) is not raw.SQLITE_OK and var result)
            SqliteException.ThrowExceptionForRC(result, null);
    }

    static int TryBind(sqlite3_stmt statement, int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        string text => raw.sqlite3_bind_text(statement, index, text),
        long number => raw.sqlite3_bind_int64(statement, index, number),
        int number => raw.sqlite3_bind_int64(statement, index, number),
        bool truth => raw.sqlite3_bind_int64(statement, index, truth ? 1 : 0),
        DateTimeOffset time => raw.sqlite3_bind_int64(statement, index, time.ToUnixTimeMilliseconds()),
        // Where the text names a list, it takes one number for a list of one.
        long[] and [var number] => raw.sqlite3_bind_int64(statement, index, number),
        long[] numbers => raw.sqlite3_bind_text(statement, index, LedgerJson.Write(numbers)),
        _ => throw new InvalidOperationException($"a {value.GetType().Name} cannot be bound"),
    };
}
