using JobOps.CacheRules;

namespace JobOps.Execution;

/// <summary>A cache that what it keeps of some routes can be removed from.</summary>
interface ICacheStore : IAsyncDisposable
{
    /// <summary>Which, for people. No password is in it.</summary>
    string Name { get; }

    /// <summary>How much it keeps in all; null where it does not tell.</summary>
    Task<long?> CountAsync(CancellationToken cancellation);

    /// <summary>What it keeps of the routes, in batches; of a cache that does not tell, what it will be asked to remove.</summary>
    IAsyncEnumerable<IReadOnlyList<CacheEntry>> FindAsync(CancellationToken cancellation);

    /// <summary>As the ledger keeps it before it is removed.</summary>
    /// <param name="entries">A batch.</param>
    /// <param name="withValues">With what is needed to put it back.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<IReadOnlyList<ClearedKey>> KeepAsync(IReadOnlyList<CacheEntry> entries, bool withValues, CancellationToken cancellation);

    /// <returns>How many were there.</returns>
    Task<long> RemoveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellation);
}
