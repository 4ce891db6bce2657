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

    static EngineLedgerFactory() => TimeHandler.Register();

    public async Task<ILedger> OpenAsync(LedgerLocation location, CancellationToken cancellation = default)
    {
        var store = await (IsSqlite(location)
            ? SqliteLedgers.OpenAsync(location, cancellation)
            : SqlServerLedgers.OpenAsync(location, cancellation));
        try
        {
            return new SqlLedger(store, await store.ReadAsync(session => ReadInfoAsync(session, store), cancellation));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<Migration>> InitializeAsync(
        LedgerLocation location, CancellationToken cancellation = default) =>
        IsSqlite(location)
            ? SqliteLedgers.InitializeAsync(location, cancellation)
            : SqlServerLedgers.InitializeAsync(location, cancellation);

    public Task<IReadOnlyList<Migration>> GetPendingMigrationsAsync(
        LedgerLocation location, CancellationToken cancellation = default) =>
        IsSqlite(location)
            ? SqliteLedgers.GetPendingAsync(location)
            : SqlServerLedgers.GetPendingAsync(location, cancellation);

    public Task<string> GetMigrationScriptAsync(
        LedgerLocation location, int? fromVersion = null, CancellationToken cancellation = default) =>
        IsSqlite(location)
            ? Task.FromException<string>(new JobOpsException(Error.LedgerHasNoScript(location)))
            : SqlServerLedgers.GetScriptAsync(location, fromVersion, cancellation);

    static bool IsSqlite(LedgerLocation location) => location.Provider == LedgerLocation.Sqlite;

    static async Task<LedgerInfo> ReadInfoAsync(LedgerSession session, ILedgerStore store)
    {
        var row = (await session.QueryFirstAsync<InfoRow>(s_info))!;
        return new()
        {
            Provider = store.Location.Provider,
            Location = store.Location.ToString(),
            LedgerId = Guid.Parse(row.LedgerId),
            SchemaVersion = row.SchemaVersion,
            CreatedAt = row.CreatedAt,
            Actor = session.Actor,
            ServerVersion = store.ServerVersion,
        };
    }

    sealed class InfoRow
    {
        public string LedgerId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public int SchemaVersion { get; init; }
    }
}
