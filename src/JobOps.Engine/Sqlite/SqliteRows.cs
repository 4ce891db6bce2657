using JobOps.Engine.Sql.Transfer;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>Puts rows into a table as they are.</summary>
static class SqliteRows
{
    public static void Put(SqliteConnection connection, LedgerTable table, IReadOnlyList<object?[]> rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            $"INSERT INTO {table.Name} ({LedgerTable.Names(table.Columns)}) "
                + $"VALUES ({string.Join(", ", table.Columns.Select(column => "@" + column.Name))})";
        var parameters = Array.ConvertAll(table.Columns, column => command.Parameters.Add(new SqliteParameter("@" + column.Name, null)));
        command.Prepare();
        foreach (var row in rows)
        {
            for (var index = 0; index < row.Length; index++)
                parameters[index].Value = Value(row[index]);
            command.ExecuteNonQuery();
        }
    }

    static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        bool flag => flag ? 1L : 0L,
        var other => other,
    };
}
