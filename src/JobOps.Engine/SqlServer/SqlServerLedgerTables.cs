using System.Data;
using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// The journal as an append-only ledger table, which SQL Server 2022 and Azure SQL have: whether it is one, how it becomes
/// one, and what the server finds when it verifies it.
/// </summary>
static class SqlServerLedgerTables
{
    /// <summary>What the journal's own entry about the change says, in the program's words and in the script's.</summary>
    public const string Event = "JournalMadeAppendOnly";

    // "Ledger verification failed", which comes after the errors that say why.
    const int VerificationFailed = 37392;

    // An older server does not know the column, and a statement that names it would fail there: so this is asked first.
    static readonly Statement s_areKnown =
        "SELECT COUNT(*) FROM sys.all_columns WHERE object_id = OBJECT_ID('sys.tables') AND name = 'ledger_type_desc'";

    static readonly Statement s_isAppendOnly =
        "SELECT COUNT(*) FROM sys.tables WHERE object_id = OBJECT_ID('jobops.Journal') AND ledger_type_desc = 'APPEND_ONLY_LEDGER_TABLE'";

    static readonly Statement s_serverVersion = "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))";

    /// <summary>The change of the schema; has no number, because a ledger is whole without it.</summary>
    public static Migration Change { get; } =
        new(0, "append_only_journal", Migrations.Text("LedgerTables/append_only_journal.sql"));

    /// <summary>What <see cref="Event"/> tells.</summary>
    public static object EventData { get; } = new { table = "jobops.Journal" };

    /// <exception cref="JobOpsException">LedgerTablesUnsupported</exception>
    public static async Task RequireAsync(LedgerTransaction transaction, LedgerLocation location)
    {
        if (!await AreKnownAsync(transaction))
            throw new JobOpsException(Error.LedgerTablesUnsupported(
                location.ToString(), "SQL Server " + await transaction.QueryFirstAsync<string>(s_serverVersion)));
    }

    public static async Task<bool> IsJournalAppendOnlyAsync(LedgerTransaction transaction) =>
        await AreKnownAsync(transaction) && await transaction.QueryFirstAsync<int>(s_isAppendOnly) > 0;

    /// <summary>Makes the journal an append-only ledger table, inside the caller's transaction, and writes down that it did.</summary>
    public static async Task ApplyAsync(LedgerTransaction transaction)
    {
        foreach (var batch in SqlServerLedgers.Batches(Change.Sql))
            await Migrations.ExecuteAsync(transaction, batch);
        await JournalWriter.AppendAsync(transaction, 0, Event, EventData);
    }

    /// <summary>Has the server verify the journal against a digest that it takes now.</summary>
    /// <param name="connection">Open, and in no transaction: the server verifies in none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<LedgerTableCheck> VerifyAsync(SqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await using var digest = Procedure(connection, "sys.sp_generate_database_ledger_digest");
            await using var verify = Procedure(connection, "sys.sp_verify_database_ledger");
            verify.Parameters.Add("@digests", SqlDbType.NVarChar, -1).Value = await digest.ExecuteScalarAsync(cancellation);
            verify.Parameters.Add("@table_name", SqlDbType.NVarChar, 261).Value = "[jobops].[Journal]";
            var result = verify.Parameters.Add("@result", SqlDbType.Int);
            result.Direction = ParameterDirection.ReturnValue;
            await verify.ExecuteNonQueryAsync(cancellation);
            return result.Value is 0
                ? new(LedgerTableVerdict.Verified, null)
                : new(LedgerTableVerdict.Broken, $"sp_verify_database_ledger returned {result.Value}");
        }
        catch (SqlException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            var errors = exception.Errors.Cast<SqlError>().ToList();
            return new(
                errors.Any(error => error.Number == VerificationFailed) ? LedgerTableVerdict.Broken : LedgerTableVerdict.CannotTell,
                string.Join(' ', errors.Select(error => $"{error.Number}: {error.Message}")));
        }
    }

    // The server reads the whole journal, which takes as long as it takes.
    static SqlCommand Procedure(SqlConnection connection, string name) =>
        new(name, connection) { CommandType = CommandType.StoredProcedure, CommandTimeout = 0 };

    static async Task<bool> AreKnownAsync(LedgerTransaction transaction) => await transaction.QueryFirstAsync<int>(s_areKnown) > 0;
}
