using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>
/// A statement that SQLite has compiled and keeps. Compiling costs more than most of our statements do, and Dapper makes
/// a new command for each call: its row readers are used here, its commands are not.
/// </summary>
sealed class PreparedStatement : IDisposable
{
    static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_members = new();

    readonly SqliteCommand _command;
    readonly Dictionary<string, SqliteParameter> _parameters = new(StringComparer.Ordinal);
    readonly Dictionary<Type, Delegate> _readers = [];

    public PreparedStatement(SqliteConnection connection, string text)
    {
        _command = connection.CreateCommand();
        _command.CommandText = text;
    }

    public List<T> Query<T>(object? parameters)
    {
        Bind(parameters);
        using var reader = _command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(Reader<T>(reader)(reader));
        // The statements behind the first one run only when they are asked for.
        while (reader.NextResult())
        {
        }
        return rows;
    }

    public int Execute(object? parameters)
    {
        Bind(parameters);
        return _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();

    Func<DbDataReader, T> Reader<T>(DbDataReader reader)
    {
        if (!_readers.TryGetValue(typeof(T), out var known))
            _readers[typeof(T)] = known = IsColumn(typeof(T)) ? FirstColumn<T> : reader.GetRowParser<T>();
        return (Func<DbDataReader, T>)known;
    }

    static bool IsColumn(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive;

    // SQLite has one kind of integer: what it is read as, the reader converts, and Dapper's row parser does not.
    static T FirstColumn<T>(DbDataReader reader) => reader.GetFieldValue<T>(0);

    void Bind(object? parameters)
    {
        if (parameters is null)
            return;
        foreach (var member in s_members.GetOrAdd(parameters.GetType(), type => type.GetProperties()))
            Parameter(member.Name).Value = ToSqlite(member.GetValue(parameters));
    }

    SqliteParameter Parameter(string name)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            parameter = new() { ParameterName = "@" + name };
            _command.Parameters.Add(parameter);
            _parameters[name] = parameter;
        }
        return parameter;
    }

    static object ToSqlite(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        bool truth => truth ? 1L : 0L,
        _ => value,
    };
}
