namespace JobOps.Ledger;

/// <summary>Moves all that a ledger holds into a file, and from there into another ledger.</summary>
public interface ILedgerTransfer
{
    /// <summary>Writes everything but the workers into a new file: JSON Lines, one line for each row.</summary>
    /// <param name="path">Where no file is yet; what was begun is taken away again when it fails.</param>
    /// <param name="progress">Is told how many lines are written.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Errors.JobOpsException">TransferFileUnusable, LedgerInUse, LedgerWrittenMeanwhile</exception>
    Task<LedgerTransfer> ExportAsync(string path, IProgress<long>? progress = null, CancellationToken cancellation = default);

    /// <summary>Reads such a file into this ledger, which is new, in one transaction: all of it or nothing. Numbers, the
    /// ledger's id and its journal stay what they were.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Is told how many lines are read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Errors.JobOpsException">TransferFileUnusable, TransferFileInvalid, TransferFileTooNew,
    /// LedgerNotNew, JournalAppendOnly</exception>
    Task<LedgerTransfer> ImportAsync(string path, IProgress<long>? progress = null, CancellationToken cancellation = default);
}

/// <summary>What a file holds, and what was moved with it.</summary>
public sealed record LedgerTransfer
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }
    /// <summary>The ledger that was written into it: moving keeps the id.</summary>
    public required Guid LedgerId { get; init; }
    /// <summary>By the clock of the database that it came from.</summary>
    public required DateTimeOffset ExportedAt { get; init; }
    public long Jobs { get; init; }
    public long Runs { get; init; }
    public long Steps { get; init; }
    public long LogLines { get; init; }
    public long ChangeNotes { get; init; }
    public long JournalEntries { get; init; }
    /// <summary>All lines of the file but its last.</summary>
    public long Lines { get; init; }
    /// <summary>SHA-256 over those lines, lower-case hex.</summary>
    public required string Sha256 { get; init; }
}
