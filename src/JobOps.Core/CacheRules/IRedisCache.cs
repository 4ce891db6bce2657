namespace JobOps.CacheRules;

/// <summary>A Redis that is connected to: one server, or all masters of a cluster.</summary>
public interface IRedisCache : IAsyncDisposable
{
    /// <summary>How many keys there are in all.</summary>
    Task<long> CountAsync(CancellationToken cancellation);

    /// <summary>Keys that a pattern of Redis means, in batches, as SCAN finds them: none twice within a batch.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="batch">So many keys are looked at, and returned, at once at most.</param>
    /// <param name="cancellation">Stops it.</param>
    IAsyncEnumerable<IReadOnlyList<byte[]>> ScanAsync(string pattern, int batch, CancellationToken cancellation);

    /// <summary>Values and lifetimes; what is not there any more is left out.</summary>
    Task<IReadOnlyList<ClearedKey>> DumpAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellation);

    /// <summary>Removes keys by UNLINK.</summary>
    /// <returns>How many were there.</returns>
    Task<long> UnlinkAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellation);

    /// <summary>Puts keys back for the time that is left to them.</summary>
    Task<RestoredKeys> RestoreAsync(IReadOnlyList<ClearedKey> keys, CancellationToken cancellation);
}

/// <summary>What became of keys that were to be put back.</summary>
/// <param name="Restored">So many are there again.</param>
/// <param name="Expired">So many would have expired in the meantime.</param>
/// <param name="Newer">So many were there again already, and were left.</param>
public sealed record RestoredKeys(long Restored, long Expired, long Newer);
