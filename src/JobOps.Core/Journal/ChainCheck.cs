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
        var (hashMember, isAnother) = entry.Event switch
        {
            "ChangeNoteWritten" => ("documentHash", "is not the one that was written"),
            "BaselineMeasured" => ("documentHash", "is not what was measured"),
            "JobRegistered" => ("hash", "is not what was registered"),
            "EnvironmentSet" => ("hash", "is not what was set"),
            "ChecklistPassed" or "ChecklistFailed" or "RehearsalPassed" or "RehearsalFailed"
                or "CacheRuleTestPassed" or "CacheRuleTestFailed" => ("hash", "is not what was found"),
            _ => (null, ""),
        };
        if (hashMember is null)
            return null;
        var data = JsonNode.Parse(entry.Data)!;
        var what = Content(entry.Event, data);
        if (contents.Find(what) is not { } hash)
            return notesAreGone ? null : new(runId, entry.Sequence, $"{what}, which it tells of, is missing");
        return hash == (string?)data[hashMember] ? null : new(runId, entry.Sequence, $"{what} {isAnother}");
    }

    static string Content(string happened, JsonNode data)
    {
        return happened switch
        {
            "ChangeNoteWritten" => StoredContents.Note(Number("noteId")),
            "BaselineMeasured" => StoredContents.Baseline(Number("baselineId")),
            "JobRegistered" => StoredContents.Job((string)data["job"]!, Number("version")),
            "EnvironmentSet" => StoredContents.Environment((string)data["environment"]!, Number("version")),
            "ChecklistPassed" or "ChecklistFailed" => StoredContents.ChecklistResult(Number("checklistResultId")),
            "RehearsalPassed" or "RehearsalFailed" => StoredContents.Rehearsal(Number("rehearsalId")),
            _ => StoredContents.CacheRuleTest(Number("cacheRuleTestId")),
        };

        long Number(string member) => (long)data[member]!;
    }
}
