namespace JobOps.Execution;

/// <summary>
/// Calls of the ledger after which there was nothing to claim: what changed was for others, or they were faster. A worker
/// that is called in vain again and again listens only now and then, each time for another while, so that many of them do not
/// all ask the ledger about everything that happens in it.
/// </summary>
sealed class VainCalls
{
    // The first may be the worker's own doing: it hears of what it has written itself.
    const int Free = 2;

    // With them, 16 claimers on two cores lose few races; chosen, not measured. The longest is below what a person notices.
    static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(25);

    static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(200);

    int _count;

    /// <summary>How long not to listen, about.</summary>
    public TimeSpan Pause
    {
        get
        {
            if (_count <= Free)
                return TimeSpan.Zero;
            var pause = s_first * Math.Pow(2, Math.Min(_count - Free - 1, 8));
            return (pause < s_longest ? pause : s_longest) * (0.5 + Random.Shared.NextDouble());
        }
    }

    /// <summary>Notes how a claim went.</summary>
    /// <param name="called">Whether the ledger had called for it.</param>
    /// <param name="claimed">How many runs it gave.</param>
    public void Note(bool called, int claimed) => _count = called && claimed == 0 ? _count + 1 : 0;
}
