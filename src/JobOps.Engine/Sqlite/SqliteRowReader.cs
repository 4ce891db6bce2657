using System.Reflection;
using SQLitePCL;

namespace JobOps.Engine.Sqlite;

/// <summary>Reads the rows of one statement as <typeparamref name="T"/>: a plain value from the first column, or an object
/// whose members have the names of the columns.</summary>
sealed class SqliteRowReader<T>
{
    static readonly Func<sqlite3_stmt, int, object?>? s_value = Reader(typeof(T));

    // By column; null where the object has no such member.
    readonly Action<T, sqlite3_stmt, int>?[] _columns;

    public SqliteRowReader(sqlite3_stmt statement)
    {
        _columns = new Action<T, sqlite3_stmt, int>?[s_value is null ? raw.sqlite3_column_count(statement) : 0];
        for (var column = 0; column < _columns.Length; column++)
            if (typeof(T).GetProperty(raw.sqlite3_column_name(statement, column).utf8_to_string()) is { CanWrite: true } member)
                _columns[column] = Setter(member);
    }

    public T Read(sqlite3_stmt statement)
    {
        if (s_value is not null)
            return (T)s_value(statement, 0)!;
        var row = Activator.CreateInstance<T>();
        for (var column = 0; column < _columns.Length; column++)
            if (_columns[column] is { } set && raw.sqlite3_column_type(statement, column) != raw.SQLITE_NULL)
                set(row, statement, column);
        return row;
    }

    /// <summary>How a column that is not NULL gets into a member; null for a member that is no value.</summary>
    static Action<T, sqlite3_stmt, int>? Setter(PropertyInfo member)
    {
        // Through a delegate: a setter that is called by reflection is compiled anew in each process.
        var type = member.PropertyType;
        return type == typeof(string) ? Setter(member, Text)
            : type == typeof(long) ? Setter(member, Number)
            : type == typeof(long?) ? Setter<long?>(member, (statement, column) => Number(statement, column))
            : type == typeof(int) ? Setter(member, SmallNumber)
            : type == typeof(int?) ? Setter<int?>(member, (statement, column) => SmallNumber(statement, column))
            : type == typeof(bool) ? Setter(member, Truth)
            : type == typeof(bool?) ? Setter<bool?>(member, (statement, column) => Truth(statement, column))
            : type == typeof(DateTimeOffset) ? Setter(member, Time)
            : type == typeof(DateTimeOffset?) ? Setter<DateTimeOffset?>(member, (statement, column) => Time(statement, column))
            : Reader(type) is { } read ? (row, statement, column) => member.SetValue(row, read(statement, column))
            : null;
    }

    static Action<T, sqlite3_stmt, int> Setter<TValue>(PropertyInfo member, Func<sqlite3_stmt, int, TValue> read)
    {
        var set = member.SetMethod!.CreateDelegate<Action<T, TValue>>();
        return (row, statement, column) => set(row, read(statement, column));
    }

    /// <summary>How a column becomes a value of a type; null for a type that is no value.</summary>
    static Func<sqlite3_stmt, int, object?>? Reader(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } plain)
            return Reader(plain) is not { } read
                ? null
                : (statement, column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : read(statement, column);
        if (type == typeof(string))
            return Text;
        if (type == typeof(long))
            return (statement, column) => Number(statement, column);
        if (type == typeof(int))
            return (statement, column) => SmallNumber(statement, column);
        if (type == typeof(bool))
            return (statement, column) => Truth(statement, column);
        if (type == typeof(DateTimeOffset))
            return (statement, column) => Time(statement, column);
        return type.IsEnum ? (statement, column) => Enum.Parse(type, Text(statement, column)) : null;
    }

    static string Text(sqlite3_stmt statement, int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    static long Number(sqlite3_stmt statement, int column) => raw.sqlite3_column_int64(statement, column);

    static int SmallNumber(sqlite3_stmt statement, int column) => checked((int)Number(statement, column));

    static bool Truth(sqlite3_stmt statement, int column) => Number(statement, column) != 0;

    static DateTimeOffset Time(sqlite3_stmt statement, int column) => DateTimeOffset.FromUnixTimeMilliseconds(Number(statement, column));
}
