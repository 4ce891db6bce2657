using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>What SQL Server's error numbers mean to an operator.</summary>
static class SqlServerErrors
{
    // Deadlock victim, lock time-out, snapshot conflict; a unique key that somebody else was faster with (the repeated
    // transaction then finds it); what Azure SQL says while it moves a database.
    static readonly HashSet<int> s_transient =
    [
        1205, 1222, 3960, 2601, 2627, 40197, 40501, 40613, 49918, 49919, 49920, 10928, 10929,
    ];

    static readonly HashSet<int> s_login = [18452, 18456, 18470, 4060, 4064];

    static readonly HashSet<int> s_permission = [229, 230, 262, 297, 300, 2760, 15247];

    static readonly HashSet<int> s_full = [1101, 1105, 9002];

    const int ReadOnlyDatabase = 3906;

    public static bool IsTransient(SqlException exception) => s_transient.Contains(exception.Number);

    public static JobOpsException Translate(SqlException exception, LedgerLocation location) => new(
        exception.Number switch
        {
            1205 or 1222 => Error.LedgerBusy(location, TimeSpan.FromSeconds(30)),
            ReadOnlyDatabase => Error.LedgerReadOnly(location),
            var number when s_full.Contains(number) => Error.LedgerFull(location),
            var number when s_login.Contains(number) => Error.LedgerLoginFailed(location, exception.Message),
            var number when s_permission.Contains(number) => Error.LedgerPermission(location, exception.Message),
            _ when exception.Class >= 20 || exception.Number is -2 or -1 or 0 or 2 or 53 or 10060 or 10061 or 11001 =>
                Error.LedgerUnavailable(location, exception.Message),
            _ => Error.LedgerFault(location, $"{exception.Number}: {exception.Message}"),
        },
        exception);
}
