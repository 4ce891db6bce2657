using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>What SQLite's result codes mean to an operator.</summary>
static class SqliteErrors
{
    public const int Busy = 5;
    public const int Locked = 6;
    const int ReadOnly = 8;
    const int Corrupt = 11;
    const int Full = 13;
    const int CannotOpen = 14;
    const int NotADatabase = 26;

    public static JobOpsException Translate(SqliteException exception, LedgerLocation location) => new(
        exception.SqliteErrorCode switch
        {
            Busy or Locked => Error.LedgerBusy(location.ToString(), TimeSpan.FromSeconds(1)),
            ReadOnly => Error.LedgerReadOnly(location.ToString()),
            Full => Error.LedgerFull(location.ToString()),
            NotADatabase => Error.LedgerNotALedger(location.ToString(), "a file that is not a database"),
            Corrupt => Error.LedgerFault(location.ToString(), "the file is damaged (PRAGMA integrity_check tells more)"),
            // A read-only folder or mount: SQLite cannot make the files of its write-ahead log there.
            CannotOpen when IsReadOnly(location) => Error.LedgerReadOnly(location.ToString()),
            CannotOpen => Error.LedgerUnavailable(location.ToString(), CannotOpenReason(location)),
            _ => Error.LedgerFault(location.ToString(), exception.Message),
        },
        exception);

    static bool IsReadOnly(LedgerLocation location)
    {
        try
        {
            if (!File.Exists(location.Target))
                return false;
            File.Open(location.Target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    static string CannotOpenReason(LedgerLocation location) =>
        Directory.Exists(location.Target) ? "a folder stands there"
        : !Directory.Exists(Path.GetDirectoryName(location.Target)) ? "its folder does not exist"
        : "the file cannot be opened";
}
