using System.Runtime.InteropServices;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>The file that a connection has open, and whether it is the one that others find under its name.</summary>
static partial class SqliteFile
{
    // SQLITE_FCNTL_HAS_MOVED. Where a file cannot be taken away while it is open, as on Windows, SQLite does not know it.
    const int HasMoved = 20;

    /// <summary>
    /// A deleted file goes on to take whatever is written, and is gone with the last process that has it open: what
    /// was called done would be forgotten. A look costs one stat.
    /// </summary>
    /// <exception cref="JobOpsException">LedgerUnavailable</exception>
    public static void RequireInPlace(SqliteConnection connection, LedgerLocation location)
    {
        var moved = 0;
        _ = FileControl(connection.Handle!, 0, HasMoved, ref moved);
        if (moved != 0)
            throw new JobOpsException(Error.LedgerUnavailable(location.ToString(), "its file was deleted or replaced while it was open"));
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    private static partial int FileControl(SQLitePCL.sqlite3 database, nint mainSchema, int operation, ref int value);
}
