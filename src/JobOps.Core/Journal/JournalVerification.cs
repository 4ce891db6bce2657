using JobOps.Errors;

namespace JobOps.Journal;

/// <summary>What a verification of the journal found.</summary>
public sealed record JournalVerification
{
    /// <summary>Everything fits; and where the journal is an append-only ledger table, the server says so, too.</summary>
    public required bool Valid { get; init; }
    public long Chains { get; init; }
    public long Entries { get; init; }
    /// <summary>SHA-256 over where all chains end now: the short form of a digest that is taken at this moment.</summary>
    public required string Digest { get; init; }
    /// <summary>When the digest was taken that the journal was compared with; null where it was compared with none.</summary>
    public DateTimeOffset? DigestTakenAt { get; init; }
    /// <summary>How many entries that digest covers.</summary>
    public long? DigestEntries { get; init; }
    /// <summary>How many chains of that digest were taken out on record since: the ledger's own chain says by whom.</summary>
    public long? DigestPurged { get; init; }
    /// <summary>The first entry that does not fit: its chain; null where all fit.</summary>
    public long? RunId { get; init; }
    /// <summary>And its number in the chain.</summary>
    public long? Sequence { get; init; }
    /// <summary>What is wrong with it, as a sentence.</summary>
    public string? Problem { get; init; }
    /// <summary>What the server's own verification came to; null where the journal is an ordinary table.</summary>
    public LedgerTableVerdict? LedgerTable { get; init; }
    /// <summary>Why that was not that all is well, in the server's words.</summary>
    public string? LedgerTableProblem { get; init; }
    public string Ledger { get; init; } = "";
    /// <summary>Who else may read the ledger's files, and the command against it; null where nobody may. The journal is as good
    /// as it was.</summary>
    public string? Exposure { get; init; }

    /// <summary>With what the server says of its ledger table.</summary>
    public JournalVerification With(LedgerTableCheck server) => this with
    {
        Valid = Valid && server.Verdict == LedgerTableVerdict.Verified,
        LedgerTable = server.Verdict,
        LedgerTableProblem = server.Problem,
    };

    /// <summary>What whoever asked has to be told as an error; null where all is well.</summary>
    /// <param name="keptSha256">The short form of a digest that was kept; null for none.</param>
    public JobOpsError? FindError(string? keptSha256 = null) => this switch
    {
        { Problem: { } problem } => Error.JournalBroken(RunId ?? 0, Sequence ?? 0, problem),
        { LedgerTable: LedgerTableVerdict.Broken } => Error.LedgerTableBroken(Ledger, LedgerTableProblem ?? ""),
        { LedgerTable: LedgerTableVerdict.CannotTell } => Error.LedgerTableUnverified(Ledger, LedgerTableProblem ?? ""),
        _ when keptSha256 is not null && !keptSha256.Equals(Digest, StringComparison.OrdinalIgnoreCase) =>
            Error.DigestDiffers(keptSha256, Digest),
        _ => null,
    };
}

/// <summary>What a server's own verification of a ledger table came to.</summary>
public enum LedgerTableVerdict
{
    /// <summary>The rows fit the hashes that the server keeps of them.</summary>
    Verified,
    /// <summary>They do not.</summary>
    Broken,
    /// <summary>The server could not be asked: a right or a setting is missing.</summary>
    CannotTell,
}

/// <summary>A server's own verification of a ledger table.</summary>
/// <param name="Verdict">What it came to.</param>
/// <param name="Problem">In the server's words; null where all is well.</param>
public sealed record LedgerTableCheck(LedgerTableVerdict Verdict, string? Problem);
