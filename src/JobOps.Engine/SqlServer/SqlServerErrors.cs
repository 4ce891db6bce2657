using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>What SQL Server's error numbers mean to an operator.</summary>
static class SqlServerErrors
{
    // Deadlock victim, lock time-out, snapshot conflict; a unique key that another transaction was faster with (the repeated
    // transaction then finds it); what Azure SQL says while it moves a database.
    static readonly HashSet<int> s_transient =
    [
        1205, 1222, 3960, 2601, 2627, 40197, 40501, 40613, 49918, 49919, 49920, 10928, 10929,
    ];

    static readonly HashSet<int> s_login = [18452, 18456, 18470, 18486, 18487, 18488, 4060, 4064, 911, 916];

    static readonly HashSet<int> s_permission = [229, 230, 262, 297, 300, 2760, 15151, 15247];

    // What the client says of a certificate, by the numbers of Windows: not trusted, another name, expired.
    static readonly HashSet<int> s_certificate = [-2146893019, -2146893022, -2146893016, -2146762481, -2146762495, -2146762487];

    static readonly HashSet<int> s_full = [1101, 1105, 9002];

    // These two, too, are numbers of sys.messages.
    const int ReadOnlyDatabase = 3906;

    const int UnknownLogin = 15007;

    // Babelfish has this one number for every error of PostgreSQL that it has none for.
    const int Babelfish = 33557097;

    public static bool IsTransient(SqlException exception) => s_transient.Contains(exception.Number) || IsLockTimeout(exception);

    public static bool IsUnknownLogin(SqlException exception) =>
        exception.Number == UnknownLogin || Says(exception, "does not exist");

    static bool IsLockTimeout(SqlException exception) => exception.Number == 1222 || Says(exception, "lock timeout");

    static bool IsPermission(SqlException exception) =>
        s_permission.Contains(exception.Number) || Says(exception, "permission");

    static bool Says(SqlException exception, string words) =>
        exception.Number == Babelfish && exception.Message.Contains(words, StringComparison.Ordinal);

    public static JobOpsException Translate(SqlException exception, LedgerLocation location) => new(
        exception.Number switch
        {
            1205 => Error.LedgerBusy(location.ToString(), TimeSpan.FromSeconds(30)),
            _ when IsLockTimeout(exception) => Error.LedgerBusy(location.ToString(), TimeSpan.FromSeconds(30)),
            ReadOnlyDatabase => Error.LedgerReadOnly(location.ToString()),
            var number when s_full.Contains(number) => Error.LedgerFull(location.ToString()),
            var number when s_login.Contains(number) => Error.LedgerLoginFailed(location.ToString(), exception.Message),
            var number when s_certificate.Contains(number) =>
                Error.LedgerCertificate(location.ToString(), exception.InnerException?.Message ?? exception.Message),
            _ when IsPermission(exception) => Error.LedgerPermission(location.ToString(), exception.Message),
            _ when exception.Class >= 20 || exception.Number is -2 or -1 or 0 or 2 or 53 or 10060 or 10061 or 11001 =>
                Error.LedgerUnavailable(location.ToString(), exception.Message),
            _ => Error.LedgerFault(location.ToString(), $"{exception.Number}: {exception.Message}"),
        },
        exception);
}
