using JobOps.Engine.Sql;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>Opens connections to the file, all with the same settings.</summary>
static class SqliteConnections
{
    /// <summary>How long SQLite itself waits for a lock before it says busy. Short, so that cancelling is heard;
    /// <see cref="SqliteWriter"/> asks again.</summary>
    public const int BusyTimeoutMilliseconds = 500;

    /// <summary>The database's clock. SQLite's is the host's, and every process on the file shares that host.</summary>
    const string Clock = "SELECT CAST(ROUND(unixepoch('now', 'subsec') * 1000) AS INTEGER)";

    // The file belongs to who may write it: the operating system's user is what the database knows.
    static readonly string s_actor = $"{Environment.UserName}@{Environment.MachineName}";

    public static SqliteConnection Open(LedgerLocation location, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        // As its builder would write it, which takes longer than to open the file.
        var path = location.Target.Replace("\"", "\"\"", StringComparison.Ordinal);
        var connection = new SqliteConnection(
            $"Data Source=\"{path}\";Mode={(mode == SqliteOpenMode.ReadWriteCreate ? "ReadWriteCreate" : "ReadWrite")};"
            + "Pooling=False;Foreign Keys=True;Default Timeout=1");
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteErrors.Translate(exception, location);
        }
    }

    /// <summary>A transaction that has begun on its connection.</summary>
    public static LedgerTransaction Session(SqliteStatements statements) =>
        new SqliteLedgerTransaction(statements, DateTimeOffset.FromUnixTimeMilliseconds(statements[Clock].Query<long>(null)[0]), s_actor);
}
