using System.Runtime.CompilerServices;
using System.Text;
using JobOps.CacheRules;

namespace JobOps.Execution;

/// <summary>Keys of a Redis.</summary>
sealed class RedisStore(RedisPlace place, IRedisCache redis, IReadOnlyList<CacheKeyPattern> patterns) : ICacheStore
{
    // So many keys are looked at by one SCAN, and are on the way at once.
    const int Batch = 500;

    public string Name => place.ToString();

    public async Task<long?> CountAsync(CancellationToken cancellation) => await redis.CountAsync(cancellation);

    public async IAsyncEnumerable<IReadOnlyList<CacheEntry>> FindAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (index, pattern) in patterns.Index())
            await foreach (var keys in redis.ScanAsync(pattern.ForRedis(), Batch, cancellation))
            {
                // What an earlier pattern means was found by it.
                var entries = keys.Where(key => pattern.Matches(key) && !patterns.Take(index).Any(earlier => earlier.Matches(key)))
                    .Select(key => new CacheEntry(key, Encoding.UTF8.GetString(key))).ToList();
                if (entries.Count > 0)
                    yield return entries;
            }
    }

    public async Task<IReadOnlyList<ClearedKey>> KeepAsync(
        IReadOnlyList<CacheEntry> entries, bool withValues, CancellationToken cancellation) =>
        withValues
            ? await redis.DumpAsync([.. entries.Select(entry => entry.Key)], cancellation)
            : [.. entries.Select(entry => new ClearedKey(ClearedKey.HashOf(entry.Key)))];

    public Task<long> RemoveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellation) =>
        redis.UnlinkAsync([.. entries.Select(entry => entry.Key)], cancellation);

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
