using System.Globalization;
using System.Reflection;
using System.Text;
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
    public static string Write(int fromVersion, IReadOnlyList<Migration> migrations)
    {
        if (migrations.Count == 0)
            return NothingToDo;
        var script = new StringBuilder(Part("begin.sql")
            .Replace("--from--", Number(fromVersion), StringComparison.Ordinal)
            .Replace("--to--", Number(migrations[^1].Version), StringComparison.Ordinal));
        script.Append(StopAfterFailure);
        foreach (var migration in migrations)
        {
            script.Append(CultureInfo.InvariantCulture, $"-- {migration.Version} {migration.Name}\n\n");
            foreach (var batch in SqlServerLedgers.Batches(migration.Sql))
                script.Append(batch.Trim()).Append('\n').Append(StopAfterFailure);
        }
        return script
            .Append(Part("record.sql").Replace("--applied--", Applied(migrations), StringComparison.Ordinal))
            .Append("GO\nSET NOEXEC OFF;\nGO\n")
            .ToString();
    }

    static string Applied(IEnumerable<Migration> migrations) =>
        string.Join(", ", migrations.Select(migration => $"({Number(migration.Version)}, N'{migration.Name}')"));

    static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    static string Part(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Script/" + name)!);
        return reader.ReadToEnd();
    }
}
