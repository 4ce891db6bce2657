using JobOps.Engine.Sql;
using JobOps.Engine.Sqlite;
using JobOps.Engine.SqlServer;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine;

/// <summary>The engine's only public type; Core finds it by its name.</summary>
public sealed class EngineLedgerFactory : ILedgerFactory
{
    static readonly Statement s_info =
        """
        SELECT LedgerId, CreatedAt, (SELECT MAX(Version) FROM jobops.SchemaVersion) AS SchemaVersion FROM jobops.Ledger
        """;

    public async Task<ILedger> OpenAsync(LedgerLocation location, CancellationToken cancellation = default)
    {
        var store = await (IsSqlite(location)
            ? SqliteLedgers.OpenAsync(location, cancellation)
            : SqlServerLedgers.OpenAsync(location, cancellation));
        try
        {
            return new SqlLedger(store, await store.ReadAsync(transaction => ReadInfoAsync(transaction, store), cancellation));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<Migration>> InitializeAsync(
        LedgerLocation location, bool ledgerTables, CancellationToken cancellation = default) =>
        (IsSqlite(location), ledgerTables) switch
        {
            (true, true) => Refuse<IReadOnlyList<Migration>>(Error.LedgerTablesUnsupported(location.ToString(), "SQLite")),
            (true, false) => SqliteLedgers.InitializeAsync(location, cancellation),
            _ => SqlServerLedgers.InitializeAsync(location, ledgerTables, cancellation),
        };

    public Task<IReadOnlyList<Migration>> GetPendingMigrationsAsync(
        LedgerLocation location, bool ledgerTables, CancellationToken cancellation = default) =>
        (IsSqlite(location), ledgerTables) switch
        {
            (true, true) => Refuse<IReadOnlyList<Migration>>(Error.LedgerTablesUnsupported(location.ToString(), "SQLite")),
            (true, false) => SqliteLedgers.GetPendingAsync(location),
            _ => SqlServerLedgers.GetPendingAsync(location, ledgerTables, cancellation),
        };

    public Task<string> GetMigrationScriptAsync(
        LedgerLocation location, bool ledgerTables, int? fromVersion, CancellationToken cancellation = default) =>
        IsSqlite(location)
            ? Refuse<string>(Error.LedgerHasNoScript(location.ToString(), location.Provider))
            : SqlServerLedgers.GetScriptAsync(location, ledgerTables, fromVersion, cancellation);

    static bool IsSqlite(LedgerLocation location) => location.Provider == LedgerLocation.Sqlite;

    static Task<T> Refuse<T>(JobOpsError error) => Task.FromException<T>(new JobOpsException(error));

    static async Task<LedgerInfo> ReadInfoAsync(LedgerTransaction transaction, ILedgerStore store)
    {
        var row = (await transaction.QueryFirstAsync<InfoRow>(s_info))!;
        return new()
        {
            Provider = store.Location.Provider,
            Location = store.Location.ToString(),
            LedgerId = Guid.Parse(row.LedgerId),
            SchemaVersion = row.SchemaVersion,
            CreatedAt = row.CreatedAt,
            Actor = transaction.Actor,
            ServerVersion = store.ServerVersion,
            AppendOnlyJournal = await store.IsJournalAppendOnlyAsync(transaction),
        };
    }

    sealed class InfoRow
    {
        public string LedgerId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public int SchemaVersion { get; init; }
    }
}
