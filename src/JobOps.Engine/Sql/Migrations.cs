using System.Globalization;
using System.Reflection;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>The numbered .sql files in the assembly: forward only, never edited once released.</summary>
static class Migrations
{
    static readonly Statement s_record =
        "INSERT INTO jobops.SchemaVersion (Version, Name, AppliedAt, AppliedBy) VALUES (@version, @name, @now, @actor)";

    static readonly Statement s_create =
        "INSERT INTO jobops.Ledger (One, LedgerId, CreatedAt) VALUES (1, @ledgerId, @now)";

    /// <summary>The migrations of one database, by number.</summary>
    public static IReadOnlyList<Migration> Load(string provider)
    {
        var prefix = provider + "/";
        return [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Read(name, prefix))
            .OrderBy(migration => migration.Version)];
    }

    /// <summary>Those that a ledger of this version lacks.</summary>
    /// <exception cref="JobOpsException">LedgerTooNew</exception>
    public static IReadOnlyList<Migration> After(
        IReadOnlyList<Migration> all, int version, LedgerLocation location) =>
        version <= all[^1].Version
            ? [.. all.Where(migration => migration.Version > version)]
            : throw new JobOpsException(Error.LedgerTooNew(location.ToString(), version, all[^1].Version));

    /// <summary>Applies one inside the caller's transaction and writes down that it did.</summary>
    public static async Task ApplyAsync(LedgerTransaction transaction, Migration migration, IEnumerable<string> batches)
    {
        foreach (var batch in batches)
            await ExecuteAsync(transaction, batch);
        await transaction.ExecuteAsync(
            s_record,
            new { version = migration.Version, name = migration.Name, now = transaction.Now, actor = transaction.Actor });
        if (migration.Version == 1)
        {
            var ledgerId = Guid.NewGuid().ToString();
            await transaction.ExecuteAsync(s_create, new { ledgerId, now = transaction.Now });
            await JournalWriter.BeginAsync(transaction, 0, "LedgerCreated", new { ledgerId });
        }
        await JournalWriter.AppendAsync(transaction, 0, "LedgerMigrated", new { version = migration.Version, name = migration.Name });
    }

    /// <summary>Executes a text of this assembly that changes the schema, which takes as long as there are rows.</summary>
    public static Task ExecuteAsync(LedgerTransaction transaction, string batch) =>
        transaction.ExecuteWithoutLimitAsync(new Statement(batch, batch));

    /// <summary>A text that is embedded in this assembly.</summary>
    public static string Text(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    static Migration Read(string resource, string prefix)
    {
        var file = Path.GetFileNameWithoutExtension(resource[prefix.Length..]);
        var (number, name) = (file[..4], file[5..]);
        return new(int.Parse(number, CultureInfo.InvariantCulture), name, Text(resource));
    }
}
