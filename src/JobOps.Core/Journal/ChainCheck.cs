using System.Text.Json.Nodes;

namespace JobOps.Journal;

/// <summary>Something about a chain that does not fit.</summary>
/// <param name="RunId">The chain.</param>
/// <param name="Sequence">The entry.</param>
/// <param name="Text">What is wrong with it, as a sentence that goes on after "entry 3 of run 12".</param>
public sealed record JournalProblem(long RunId, long Sequence, string Text);

/// <summary>Checks the entries of one chain, which come in their order.</summary>
/// <param name="runId">The chain.</param>
/// <param name="head">Where the ledger says that it ends; null where it says nothing.</param>
/// <param name="contents">What entries tell of, as it stands now.</param>
/// <param name="kept">Where the chain ended when the digest was taken; null where none covers it.</param>
/// <param name="notesAreGone">The run was taken out on record, and its notes with it; the chain alone is left.</param>
public sealed class ChainCheck(
    long runId, JournalHead? head, StoredContents contents, JournalHead? kept, bool notesAreGone = false)
{
    const string Found = "is not what was found";

    static readonly Told s_checklist = new(data => StoredContents.ChecklistResult((long)data["checklistResultId"]!), "hash", Found);
    static readonly Told s_rehearsal = new(data => StoredContents.Rehearsal((long)data["rehearsalId"]!), "hash", Found);
    static readonly Told s_cacheRuleTest = new(data => StoredContents.CacheRuleTest((long)data["cacheRuleTestId"]!), "hash", Found);

    static readonly Dictionary<string, Told> s_told = new()
    {
        ["ChangeNoteWritten"] = new(
            data => StoredContents.Note((long)data["noteId"]!), "documentHash", "is not the one that was written"),
        ["BaselineMeasured"] = new(data => StoredContents.Baseline((long)data["baselineId"]!), "documentHash", "is not what was measured"),
        ["JobRegistered"] = new(
            data => StoredContents.Job((string)data["job"]!, (long)data["version"]!), "hash", "is not what was registered"),
        ["EnvironmentSet"] = new(
            data => StoredContents.Environment((string)data["environment"]!, (long)data["version"]!), "hash", "is not what was set"),
        ["ChecklistPassed"] = s_checklist,
        ["ChecklistFailed"] = s_checklist,
        ["RehearsalPassed"] = s_rehearsal,
        ["RehearsalFailed"] = s_rehearsal,
        ["CacheRuleTestPassed"] = s_cacheRuleTest,
        ["CacheRuleTestFailed"] = s_cacheRuleTest,
    };

    string _hash = JournalEntry.GenesisHash;

    /// <summary>The first thing that did not fit.</summary>
    public JournalProblem? Problem { get; private set; } =
        head is null ? new(runId, 1, "its chain has no head") : null;

    /// <summary>How many entries came.</summary>
    public long Sequence { get; private set; }

    /// <summary>Takes the next entry. After a problem it only counts.</summary>
    public void Add(JournalEntry entry)
    {
        Problem ??= Misfit(entry);
        (Sequence, _hash) = (entry.Sequence, entry.Hash);
    }

    /// <summary>Ends the chain.</summary>
    public void End()
    {
        if (head is null)
            return;
        if (head.Sequence > Sequence)
            Problem ??= new(runId, Sequence + 1, $"it is missing; the chain had {head.Sequence} entries");
        if (kept?.Sequence > Sequence)
            Problem ??= new(runId, Sequence + 1, $"it is missing; the chain had {kept.Sequence} entries when the digest was taken");
        if (head.Sequence != Sequence || head.Hash != _hash)
            Problem ??= new(runId, Sequence, "it is not the entry that the chain's head names");
    }

    JournalProblem? Misfit(JournalEntry entry)
    {
        if (entry.Sequence != Sequence + 1)
            return new(runId, Sequence + 1, $"it is missing; entry {entry.Sequence} follows entry {Sequence}");
        var expected = JournalEntry.ComputeHash(
            _hash, entry.RunId, entry.Sequence, entry.At, entry.Actor, entry.Event, entry.Data);
        if (expected != entry.Hash)
            return new(runId, entry.Sequence, "its content, or the entry before it, is not what was written");
        if (entry.Sequence == kept?.Sequence && !entry.Hash.StartsWith(kept.Hash, StringComparison.Ordinal))
            return new(runId, entry.Sequence,
                "it, or an entry before it, is not the one that the digest covers: the chain was written anew");
        return ContentMisfit(entry);
    }

    JournalProblem? ContentMisfit(JournalEntry entry)
    {
        if (!s_told.TryGetValue(entry.Event, out var told))
            return null;
        var data = JsonNode.Parse(entry.Data)!;
        var what = told.Name(data);
        if (contents.Find(what) is not { } hash)
            return notesAreGone ? null : new(runId, entry.Sequence, $"{what}, which it tells of, is missing");
        return hash == (string?)data[told.HashMember] ? null : new(runId, entry.Sequence, $"{what} {told.IsAnother}");
    }

    /// <summary>What entries of one kind tell of.</summary>
    /// <param name="Name">What it is called, by the entry's data.</param>
    /// <param name="HashMember">Where the data have its hash.</param>
    /// <param name="IsAnother">The end of a sentence about one with another hash.</param>
    sealed record Told(Func<JsonNode, string> Name, string HashMember, string IsAnother);
}
