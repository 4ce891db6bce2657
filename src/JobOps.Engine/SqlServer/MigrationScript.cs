using System.Globalization;
using System.Text;
using JobOps.Engine.Sql;
using JobOps.Ledger;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Migrations as a script that a database administrator runs by hand. It leaves the same ledger behind as the program
/// does, journal and all.
/// </summary>
static class MigrationScript
{
    public const string NothingToDo = "-- The ledger is up to date: there is nothing to run.\n";

    // A batch that fails ends the transaction. sqlcmd would go on with the next one, outside of it.
    const string StopAfterFailure = "GO\nIF @@TRANCOUNT = 0 SET NOEXEC ON;\nGO\n\n";

    /// <param name="fromVersion">The schema version that the database must have; 0 for none.</param>
    /// <param name="migrations">What follows it.</param>
    /// <param name="ledgerTables">Whether it makes the journal an append-only ledger table, too; if so, the script refuses
    /// a server that has none, and a journal that is one.</param>
    public static string Write(int fromVersion, IReadOnlyList<Migration> migrations, bool ledgerTables = false)
    {
        if (migrations.Count == 0 && !ledgerTables)
            return NothingToDo;
        var script = new StringBuilder(Part("begin.sql")
            .Replace("--from--", Number(fromVersion), StringComparison.Ordinal)
            .Replace("--to--", Number(migrations.Count == 0 ? fromVersion : migrations[^1].Version), StringComparison.Ordinal));
        script.Append(StopAfterFailure);
        if (ledgerTables)
            AppendBatches(script, Part("require_ledger_tables.sql"));
        foreach (var migration in migrations)
            Append(script, migration);
        if (ledgerTables)
            Append(script, SqlServerLedgerTables.Change);
        return script
            .Append(Part("record.sql")
                .Replace("--applied--", Applied(migrations), StringComparison.Ordinal)
                .Replace("--ledger-tables--", ledgerTables ? MadeAppendOnly() : "", StringComparison.Ordinal))
            .Append("GO\nSET NOEXEC OFF;\nGO\n")
            .ToString();
    }

    static void Append(StringBuilder script, Migration migration)
    {
        script.Append(CultureInfo.InvariantCulture, $"-- {migration}\n\n");
        AppendBatches(script, migration.Sql);
    }

    static void AppendBatches(StringBuilder script, string sql)
    {
        foreach (var batch in SqlServerLedgers.Batches(sql))
            script.Append(batch.Trim()).Append('\n').Append(StopAfterFailure);
    }

    static string Applied(IReadOnlyList<Migration> migrations) => migrations.Count == 0
        ? ""
        : "INSERT INTO @applied (Version, Name) VALUES "
          + string.Join(", ", migrations.Select(migration => $"({Number(migration.Version)}, N'{migration.Name}')")) + ";";

    static string MadeAppendOnly() =>
        $"INSERT INTO @events (Event, Data) VALUES ('{SqlServerLedgerTables.Event}', "
            + $"N'{LedgerJson.Write(SqlServerLedgerTables.EventData)}');";

    static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    static string Part(string name) => Migrations.Text("Script/" + name);
}
