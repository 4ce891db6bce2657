using System.Text.Json.Nodes;

namespace JobOps.Ledger;

/// <summary>
/// Checks a journal whose entries come in order of chain and sequence. Stops at the first entry that does not fit.
/// </summary>
/// <param name="heads">Where each chain ends, by run.</param>
/// <param name="noteHashes">SHA-256 of each change note's document as it stands now, by note.</param>
public sealed class JournalCheck(
    IReadOnlyDictionary<long, JournalHead> heads, IReadOnlyDictionary<long, string> noteHashes)
{
    readonly HashSet<long> _unseen = [.. heads.Keys];
    long _chain = -1;
    long _sequence;
    string _hash = JournalEntry.GenesisHash;
    long _entries;
    (long RunId, long Sequence, string Text)? _problem;

    /// <summary>Takes the next entry.</summary>
    /// <returns>False at the first one that does not fit; nothing more needs to be added then.</returns>
    public bool Add(JournalEntry entry)
    {
        if (entry.RunId != _chain && !(EndChain() && BeginChain(entry.RunId)))
            return false;
        _entries++;
        if (entry.Sequence != _sequence + 1)
            return Fail(_sequence + 1, $"it is missing; entry {entry.Sequence} follows entry {_sequence}");
        var expected = JournalEntry.ComputeHash(
            _hash, entry.RunId, entry.Sequence, entry.At, entry.Actor, entry.Event, entry.Data);
        if (expected != entry.Hash)
            return Fail(entry.Sequence, "its content, or the entry before it, is not what was written");
        _sequence = entry.Sequence;
        _hash = entry.Hash;
        return entry.Event != "ChangeNoteWritten" || NoteFits(entry);
    }

    /// <summary>Ends the check.</summary>
    /// <param name="runsWithoutHead">Runs that have no chain at all.</param>
    public void Finish(IEnumerable<long> runsWithoutHead)
    {
        if (_problem is not null || !EndChain())
            return;
        foreach (var runId in _unseen.Concat(runsWithoutHead).Order().Take(1))
            _problem = (runId, 1, "it is missing, and with it the whole chain");
    }

    /// <summary>What was found.</summary>
    public JournalVerification Result(string digest) => new()
    {
        Valid = _problem is null,
        Chains = heads.Count,
        Entries = _entries,
        Digest = digest,
        RunId = _problem?.RunId,
        Sequence = _problem?.Sequence,
        Problem = _problem?.Text,
    };

    bool BeginChain(long runId)
    {
        (_chain, _sequence, _hash) = (runId, 0, JournalEntry.GenesisHash);
        return _unseen.Remove(runId) || Fail(1, "its chain has no head");
    }

    bool EndChain()
    {
        if (_chain < 0)
            return true;
        var head = heads[_chain];
        if (head.Sequence > _sequence)
            return Fail(_sequence + 1, $"it is missing; the chain had {head.Sequence} entries");
        return (head.Sequence == _sequence && head.Hash == _hash)
               || Fail(_sequence, "it is not the entry that the chain's head names");
    }

    bool NoteFits(JournalEntry entry)
    {
        var data = JsonNode.Parse(entry.Data)!;
        var noteId = (long)data["noteId"]!;
        if (!noteHashes.TryGetValue(noteId, out var hash))
            return Fail(entry.Sequence, $"change note {noteId}, which it tells of, is missing");
        return hash == (string?)data["documentHash"]
               || Fail(entry.Sequence, $"change note {noteId} is not the one that was written");
    }

    bool Fail(long sequence, string problem)
    {
        _problem = (_chain, sequence, problem);
        return false;
    }
}
