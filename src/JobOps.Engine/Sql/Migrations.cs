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
    public static IReadOnlyList<Migration> Load(string provider) =>
        [.. Resources(provider).Select(name => Read(name, provider)).OrderBy(migration => migration.Version)];

    /// <summary>The version that a ledger has when none is missing; told without reading one.</summary>
    public static int Latest(string provider) => Resources(provider).Max(name => Version(name, provider));

    static IEnumerable<string> Resources(string provider) => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(provider, StringComparison.Ordinal) && name[provider.Length] == '/');

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

    static Migration Read(string resource, string provider) => new(
        Version(resource, provider), Path.GetFileNameWithoutExtension(resource)["0000_".Length..], Text(resource));

    // Sqlite/0001_ledger.sql
    static int Version(string resource, string provider) =>
        int.Parse(resource.AsSpan(provider.Length + 1, 4), CultureInfo.InvariantCulture);
}
