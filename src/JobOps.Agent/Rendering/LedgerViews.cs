using JobOps.Journal;
using JobOps.Ledger;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>The ledger itself and its journal as a person reads them.</summary>
static class LedgerViews
{
    public static IRenderable Info(LedgerInfo info) => Tables.Details(
        ("Ledger", info.Location),
        ("Id", info.LedgerId),
        ("Created", TimeWords.At(info.CreatedAt)),
        ("Schema version", info.SchemaVersion),
        ("You are", info.Actor),
        ("Server", $"{info.Provider} {info.ServerVersion}"),
        ("Journal", info.AppendOnlyJournal ? "append-only ledger table" : "ordinary table"));

    public static IRenderable Applied(IReadOnlyList<Migration> migrations) =>
        Tables.Words(migrations.Count == 0
            ? "The ledger is up to date."
            : string.Join(Environment.NewLine, migrations.Select(migration => $"Applied {Heading(migration)}")));

    public static IRenderable Pending(IReadOnlyList<Migration> migrations) =>
        Tables.Words(migrations.Count == 0
            ? "The ledger is up to date; nothing would be changed."
            : string.Join(Environment.NewLine, migrations.Select(migration =>
                $"-- {Heading(migration)}{Environment.NewLine}{migration.Sql.Trim()}{Environment.NewLine}")));

    static string Heading(Migration migration) =>
        migration.Version == 0 ? migration.Name : $"{migration.Version}: {migration.Name}";

    public static IRenderable Verification(JournalVerification verification) => Tables.Details(
        ("Journal", verification.Problem is null
            ? Tables.Words("verified: every entry fits its hash", Styles.Good)
            : Tables.Words($"BROKEN: {verification.Problem}", Styles.Bad)),
        ("Server", LedgerTable(verification)),
        ("Entries", $"{verification.Entries} in {verification.Chains} chains"),
        ("Digest", verification.Digest),
        ("Compared with", JournalWords.Compared(verification) + (verification.DigestPurged > 0 ? ": jobops journal" : "")),
        ("Ledger", verification.Ledger),
        ("Exposed", verification.Exposure is { } exposure ? Tables.Words(exposure, Styles.Doubtful) : null));

    static Text? LedgerTable(JournalVerification verification) => verification.LedgerTable switch
    {
        LedgerTableVerdict.Verified => Tables.Words("verified: its ledger table fits the server's own hashes", Styles.Good),
        LedgerTableVerdict.Broken => Tables.Words($"BROKEN: {verification.LedgerTableProblem}", Styles.Bad),
        LedgerTableVerdict.CannotTell => Tables.Words($"cannot tell: {verification.LedgerTableProblem}", Styles.Doubtful),
        _ => null,
    };

    public static IRenderable Digest(JournalDigest digest) => Tables.Details(
        ("Ledger", digest.Ledger),
        ("Id", digest.LedgerId),
        ("Taken at", TimeWords.At(digest.TakenAt)),
        ("Covers", $"{digest.Entries} entries in {digest.Chains} chains"),
        ("SHA-256", digest.Sha256),
        ("Keep it", "jobops digest --json > digest.json"));

    public static IRenderable Transfer(LedgerTransfer moved) => Tables.Details(
        ("File", moved.Path),
        ("Of ledger", moved.LedgerId),
        ("Exported", TimeWords.At(moved.ExportedAt)),
        ("Holds", $"{moved.Jobs} jobs, {moved.Runs} runs, {moved.Steps} steps, {moved.LogLines} log lines, "
                  + $"{moved.ChangeNotes} notes, {moved.JournalEntries} journal entries"),
        ("SHA-256", moved.Sha256));

    public static IRenderable Journal(IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Count == 0)
            return Tables.Nothing("No entries.");
        var table = Tables.Of(">#", "At", "Who", "What", "Details", "Hash");
        foreach (var entry in entries)
            table.Row(
                entry.Sequence, TimeWords.Clock(entry.At), entry.Actor, entry.Event, entry.Data,
                entry.Hash[..12]);
        return table;
    }
}
