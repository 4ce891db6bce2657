namespace JobOps.Ledger;

/// <summary>Which ledger it is and what it holds.</summary>
public sealed record LedgerInfo
{
    /// <summary><c>sqlite</c> or <c>sqlserver</c>.</summary>
    public required string Provider { get; init; }
    /// <summary>Where it is, without any password.</summary>
    public required string Location { get; init; }
    /// <summary>Given once, when the ledger was created.</summary>
    public Guid LedgerId { get; init; }
    public int SchemaVersion { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Who the ledger takes us for.</summary>
    public string Actor { get; init; } = "";
    /// <summary>The database server's or library's own version.</summary>
    public string ServerVersion { get; init; } = "";
    /// <summary>The journal is an append-only ledger table: the server itself lets nobody change or delete an entry.</summary>
    public bool AppendOnlyJournal { get; init; }
}

/// <summary>A change of the schema.</summary>
/// <param name="Version">Its number, from 1; 0 for the one that is made only on request.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">What is executed.</param>
public sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>Its number, if it has one, and its name.</summary>
    public override string ToString() => Version == 0 ? Name : $"{Version} {Name}";
}

/// <summary>Opens ledgers. The one door from Core's ports to the engine.</summary>
public interface ILedgerFactory
{
    /// <summary>
    /// Opens a ledger. An embedded one is created or brought up to date on the way, in a folder that is there: a name that
    /// was typed wrongly makes no folder, only <see cref="InitializeAsync(LedgerLocation, CancellationToken)"/> does. A server's
    /// must have been initialised, because that takes rights that its users should not have.
    /// </summary>
    /// <exception cref="Errors.JobOpsException">LedgerUnavailable, LedgerFolderNotFound, LedgerNotInitialized, LedgerTooNew,
    /// LedgerNotALedger, LedgerReadOnly, LedgerFull</exception>
    Task<ILedger> OpenAsync(LedgerLocation location, CancellationToken cancellation = default);

    /// <summary>Applies the migrations that are missing, in one transaction, under a lock. Returns those applied.</summary>
    /// <param name="location">The ledger.</param>
    /// <param name="ledgerTables">Also makes the journal an append-only ledger table, where it is none yet. It stays one.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="Errors.JobOpsException">LedgerTablesUnsupported, and then nothing was changed; LedgerTooNew,
    /// LedgerPermission</exception>
    Task<IReadOnlyList<Migration>> InitializeAsync(
        LedgerLocation location, bool ledgerTables, CancellationToken cancellation = default);

    /// <summary>The same with the journal as it is.</summary>
    Task<IReadOnlyList<Migration>> InitializeAsync(LedgerLocation location, CancellationToken cancellation = default) =>
        InitializeAsync(location, ledgerTables: false, cancellation);

    /// <summary>What <see cref="InitializeAsync(LedgerLocation, bool, CancellationToken)"/> would apply now; changes nothing.</summary>
    Task<IReadOnlyList<Migration>> GetPendingMigrationsAsync(
        LedgerLocation location, bool ledgerTables, CancellationToken cancellation = default);

    /// <summary>The same with the journal as it is.</summary>
    Task<IReadOnlyList<Migration>> GetPendingMigrationsAsync(
        LedgerLocation location, CancellationToken cancellation = default) =>
        GetPendingMigrationsAsync(location, ledgerTables: false, cancellation);

    /// <summary>
    /// What is missing as a script for a database administrator, who runs it where the programs may not change the schema:
    /// one transaction, with all that an initialisation writes. Changes nothing.
    /// </summary>
    /// <param name="location">A ledger on a server; an embedded one is made by the program that opens it.</param>
    /// <param name="ledgerTables">Also makes the journal an append-only ledger table. A script that was made without
    /// connecting finds out by itself whether the server has such tables.</param>
    /// <param name="fromVersion">The schema version that the script begins after, 0 for none at all; nothing is connected
    /// then. Null for the ledger's own.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="Errors.JobOpsException">LedgerHasNoScript, LedgerTablesUnsupported, LedgerTooNew,
    /// LedgerUnavailable</exception>
    Task<string> GetMigrationScriptAsync(
        LedgerLocation location, bool ledgerTables, int? fromVersion, CancellationToken cancellation = default);

    /// <summary>The same with the journal as it is.</summary>
    Task<string> GetMigrationScriptAsync(
        LedgerLocation location, int? fromVersion = null, CancellationToken cancellation = default) =>
        GetMigrationScriptAsync(location, ledgerTables: false, fromVersion, cancellation);
}
