namespace JobOps.Journal;

/// <summary>
/// Checks a journal whose entries come in order of chain and sequence, each with the head of its chain. Holds one chain
/// at a time.
/// </summary>
/// <param name="contents">What entries tell of, as it stands now.</param>
/// <param name="kept">The digest to compare with; null for none.</param>
/// <param name="purged">The runs that were taken out on record.</param>
public sealed class JournalCheck(
    StoredContents contents, JournalDigest? kept, PurgedRuns purged) : IDisposable
{
    // No transaction that was open when the digest was taken can have begun so long before it.
    static readonly TimeSpan s_longestTransaction = TimeSpan.FromHours(1);

    readonly IEnumerator<JournalHead> _kept = DigestHeads.Read(kept?.Heads ?? "").GetEnumerator();
    readonly DigestHeads _heads = new(keep: false);
    readonly List<Suspect> _suspects = [];
    long _purged;
    bool _hasKept;
    bool _begun;
    long _runId;
    JournalHead? _keptHead;
    ChainCheck? _chain;
    string _lastHash = "";

    /// <summary>A chain that does not fit.</summary>
    /// <param name="Problem">What is wrong.</param>
    /// <param name="Kept">Where the digest has it end.</param>
    /// <param name="Certain">No writer can have been in the middle of it.</param>
    public readonly record struct Suspect(JournalProblem Problem, JournalHead? Kept, bool Certain = false);

    /// <summary>What did not fit, by chain. On a server, a writer may have been in the middle of it: read it again, alone.</summary>
    public IReadOnlyList<Suspect> Suspects => _suspects;

    /// <summary>Takes the next entry.</summary>
    public void Add(JournalEntry entry, JournalHead? head)
    {
        if (_chain is null || entry.RunId != _runId)
        {
            EndChain();
            BeginChain(entry, head);
        }
        _chain!.Add(entry);
        _lastHash = entry.Hash;
    }

    /// <summary>Ends the check.</summary>
    /// <param name="withoutEntries">Chains that have a head or a run, and no entry.</param>
    public void Finish(IEnumerable<long> withoutEntries)
    {
        EndChain();
        MissKeptBefore(long.MaxValue);
        _suspects.AddRange(withoutEntries.Select(runId => new Suspect(Missing(runId), null)));
    }

    /// <summary>What was found.</summary>
    /// <param name="problem">The suspect that was no false alarm; null where there is none.</param>
    public JournalVerification Result(JournalProblem? problem) => new()
    {
        Valid = problem is null,
        Chains = _heads.Chains,
        Entries = _heads.Entries,
        Digest = _heads.Sha256(),
        DigestTakenAt = kept?.TakenAt,
        DigestEntries = kept?.Entries,
        DigestPurged = kept is null ? null : _purged,
        RunId = problem?.RunId,
        Sequence = problem?.Sequence,
        Problem = problem?.Text,
    };

    public void Dispose() => _kept.Dispose();

    /// <summary>A chain of which nothing is left.</summary>
    public static JournalProblem Missing(long runId) => new(runId, 1, "it is missing, and with it the whole chain");

    void BeginChain(JournalEntry first, JournalHead? head)
    {
        _runId = first.RunId;
        MissKeptBefore(_runId);
        _keptHead = _hasKept && _kept.Current.RunId == _runId ? _kept.Current : null;
        if (_keptHead is null && _hasKept && IsPutInLater(first))
            _suspects.Add(new(
                new(_runId, 1, "the digest covers runs with higher numbers, but not this one, which names another time: "
                    + "it was put in later"),
                Kept: null, Certain: true));
        if (purged.Contains(_runId))
            _suspects.Add(new(new(_runId, 1, "its run was taken out on record, and is there again"), Kept: null, Certain: true));
        _chain = new(_runId, head, contents, _keptHead, purged.HasLeftChain(_runId));
    }

    void EndChain()
    {
        if (_chain is null)
            return;
        _chain.End();
        _heads.Add(new(_runId, _chain.Sequence, _lastHash));
        if (_chain.Problem is { } problem)
            _suspects.Add(new(problem, _keptHead));
    }

    /// <summary>Goes on in the digest to a chain, or beyond it; what it names in between did not come.</summary>
    void MissKeptBefore(long runId)
    {
        if (!_begun)
            (_begun, _hasKept) = (true, _kept.MoveNext());
        while (_hasKept && _kept.Current.RunId < runId)
        {
            if (purged.Contains(_kept.Current.RunId))
                _purged++;
            else if (_keptHead != _kept.Current)
                _suspects.Add(new(Missing(_kept.Current.RunId), _kept.Current));
            _hasKept = _kept.MoveNext();
        }
    }

    // Numbers are given before the commit. So a run with a lower number may be missing from the digest, if its
    // transaction was still open; but then it is of that time.
    bool IsPutInLater(JournalEntry first) => (first.At - kept!.TakenAt).Duration() > s_longestTransaction;
}
