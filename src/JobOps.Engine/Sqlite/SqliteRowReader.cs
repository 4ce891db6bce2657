using System.Reflection;
using SQLitePCL;

namespace JobOps.Engine.Sqlite;

/// <summary>Reads the rows of one statement as <typeparamref name="T"/>: a plain value from the first column, or an object
/// whose members have the names of the columns.</summary>
sealed class SqliteRowReader<T>
{
    static readonly Func<sqlite3_stmt, int, object?>? s_value = Reader(typeof(T));

    // By column; null where the object has no such member.
    readonly (PropertyInfo Member, Func<sqlite3_stmt, int, object?> Read)?[] _columns;

    public SqliteRowReader(sqlite3_stmt statement)
    {
        _columns = new (PropertyInfo, Func<sqlite3_stmt, int, object?>)?[s_value is null ? raw.sqlite3_column_count(statement) : 0];
        for (var column = 0; column < _columns.Length; column++)
            if (typeof(T).GetProperty(raw.sqlite3_column_name(statement, column).utf8_to_string()) is { CanWrite: true } member
                && Reader(member.PropertyType) is { } read)
                _columns[column] = (member, read);
    }

    public T Read(sqlite3_stmt statement)
    {
        if (s_value is not null)
            return (T)s_value(statement, 0)!;
        var row = Activator.CreateInstance<T>();
        for (var column = 0; column < _columns.Length; column++)
            if (_columns[column] is { } known && raw.sqlite3_column_type(statement, column) != raw.SQLITE_NULL)
                known.Member.SetValue(row, known.Read(statement, column));
        return row;
    }

    /// <summary>How a column becomes a value of a type; null for a type that is no value.</summary>
    static Func<sqlite3_stmt, int, object?>? Reader(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } plain)
            return Reader(plain) is not { } read
                ? null
                : (statement, column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : read(statement, column);
        if (type == typeof(string))
            return (statement, column) => raw.sqlite3_column_text(statement, column).utf8_to_string();
        if (type == typeof(long))
            return (statement, column) => raw.sqlite3_column_int64(statement, column);
        if (type == typeof(int))
            return (statement, column) => checked((int)raw.sqlite3_column_int64(statement, column));
        if (type == typeof(bool))
            return (statement, column) => raw.sqlite3_column_int64(statement, column) != 0;
        if (type == typeof(DateTimeOffset))
            return (statement, column) => DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(statement, column));
        return type.IsEnum
            ? (statement, column) => Enum.Parse(type, raw.sqlite3_column_text(statement, column).utf8_to_string())
            : null;
    }
}
