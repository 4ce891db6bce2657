namespace JobOps.Journal;

/// <summary>The hash-chained record of who did what.</summary>
public interface IJournal
{
    /// <summary>The entries of one chain, in order; 0 is the ledger's own.</summary>
    Task<IReadOnlyList<JournalEntry>> GetAsync(long runId, CancellationToken cancellation = default);

    /// <summary>
    /// Recomputes every chain and compares it with its head, and each note with its entry. Where the journal is an
    /// append-only ledger table, the server verifies it by its own means as well.
    /// </summary>
    /// <param name="kept">Also compares what this digest covers; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Errors.JobOpsException">DigestOfAnotherLedger, DigestInvalid</exception>
    Task<JournalVerification> VerifyAsync(JournalDigest? kept, CancellationToken cancellation = default);

    /// <summary>The same without a digest.</summary>
    Task<JournalVerification> VerifyAsync(CancellationToken cancellation = default) => VerifyAsync(null, cancellation);

    /// <summary>What the journal is now, to be kept elsewhere. Recomputes nothing.</summary>
    Task<JournalDigest> GetDigestAsync(CancellationToken cancellation = default);
}
