using JobOps.Journal;

namespace JobOps.Wording;

/// <summary>What a verification of the journal came to.</summary>
public static class JournalWords
{
    /// <summary>The digest that the journal was compared with; null for none.</summary>
    public static string? Compared(JournalVerification found) => found.DigestTakenAt is { } takenAt
        ? $"the digest of {TimeWords.At(takenAt)}, which covers {found.DigestEntries} entries{Purged(found)}"
        : null;

    static string Purged(JournalVerification found) =>
        found.DigestPurged > 0 ? $"; {found.DigestPurged} of its chains were taken out on record since" : "";
}
