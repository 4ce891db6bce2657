using System.Reflection;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JobOps.Engine.Sqlite;

/// <summary>Binds the members of an object to the parameters of one statement, by name.</summary>
sealed class SqliteBinder
{
    readonly string[] _names;
    readonly Dictionary<Type, PropertyInfo[]> _members = [];

    public SqliteBinder(sqlite3_stmt statement)
    {
        _names = new string[raw.sqlite3_bind_parameter_count(statement)];
        for (var index = 0; index < _names.Length; index++)
            _names[index] = raw.sqlite3_bind_parameter_name(statement, index + 1).utf8_to_string()[1..];
    }

    /// <param name="statement">The statement.</param>
    /// <param name="parameters">Has a member for each parameter; more members do no harm.</param>
    public void Bind(sqlite3_stmt statement, object? parameters)
    {
        if (_names.Length == 0)
            return;
        var members = MembersOf(parameters!.GetType());
        for (var index = 0; index < members.Length; index++)
            Bind(statement, index + 1, members[index].GetValue(parameters));
    }

    PropertyInfo[] MembersOf(Type type)
    {
        if (!_members.TryGetValue(type, out var members))
            _members[type] = members = [.. _names.Select(name =>
                type.GetProperty(name) ?? throw new InvalidOperationException($"no value for the parameter @{name}"))];
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
        _ => throw new InvalidOperationException($"a {value.GetType().Name} cannot be bound"),
    };
}
