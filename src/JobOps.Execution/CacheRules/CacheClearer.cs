using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// Removes what a cache keeps of some routes, and nothing else. What is removed is written down before; never is a cache emptied as a
/// whole.
/// </summary>
public sealed class CacheClearer(ILedger ledger)
{
    // Values may be long, and a batch of them is one row.
    const int KeysWithValues = 50;

    /// <summary>What would be removed, as the cache calls it.</summary>
    /// <exception cref="JobOpsException">As for <see cref="CacheClearRequest.Require"/>; CacheUnreachable, CacheScopeTooWide</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(CacheClearRequest request, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(request, cancellation);
        await MeasureAsync(request, store, cancellation);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var entries in store.FindAsync(cancellation))
            names.UnionWith(entries.Select(entry => entry.Name));
        return [.. names];
    }

    /// <param name="request">What, and from where.</param>
    /// <param name="runId">The run that does it.</param>
    /// <param name="stepName">Its step.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="JobOpsException">As for <see cref="ListAsync"/>; CachePurgeRefused</exception>
    public async Task<CacheClearing> ClearAsync(
        CacheClearRequest request, long runId, string stepName, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(request, cancellation);
        var (found, total) = await MeasureAsync(request, store, cancellation);
        var clearing = await ledger.CacheRules.BeginClearingAsync(
            new()
            {
                Rule = request.Rule.Name, Routes = request.Routes, Cache = store.Name, RunId = runId, StepName = stepName, Found = found,
                Total = total, KeptForUndo = request.KeepForUndo,
            },
            cancellation);
        var removed = 0L;
        await foreach (var batch in store.FindAsync(cancellation))
            foreach (var entries in batch.Chunk(request.KeepForUndo ? KeysWithValues : batch.Count))
                removed += await RemoveAsync(request, store, clearing.CacheClearingId, entries, cancellation);
        await ledger.CacheRules.EndClearingAsync(clearing.CacheClearingId, removed, cancellation);
        return clearing with { Removed = removed };
    }

    async Task<long> RemoveAsync(
        CacheClearRequest request, ICacheStore store, long clearingId, CacheEntry[] entries, CancellationToken cancellation)
    {
        var kept = await store.KeepAsync(entries, request.KeepForUndo, cancellation);
        if (kept.Count == 0)
            return 0;
        await ledger.CacheRules.AddClearedAsync(clearingId, kept, cancellation);
        // What was not there any more when it was to be kept is not removed either, should it have come back.
        var hashes = kept.Select(key => key.Hash).ToHashSet(StringComparer.Ordinal);
        return await store.RemoveAsync([.. entries.Where(entry => hashes.Contains(ClearedKey.HashOf(entry.Key)))], cancellation);
    }

    /// <summary>Puts back what a step removed: what has expired since is left out, what is there again is left as it is.</summary>
    /// <exception cref="JobOpsException">CacheUnreachable</exception>
    internal async Task<RestoredKeys> RestoreAsync(RedisPlace place, long runId, string stepName, CancellationToken cancellation)
    {
        var restored = new RestoredKeys(0, 0, 0);
        await using var redis = await RedisConnector.Instance.ConnectAsync(place, cancellation);
        foreach (var clearing in await ledger.CacheRules.GetClearingsOfStepAsync(runId, stepName, cancellation))
            for (var after = 0; await ledger.CacheRules.FindClearedAsync(clearing.CacheClearingId, after, cancellation) is { } batch;)
            {
                after = batch.Number;
                var more = await redis.RestoreAsync([.. batch.Keys.Where(key => key is { Key: not null, Value: not null })], cancellation);
                restored = new(restored.Restored + more.Restored, restored.Expired + more.Expired, restored.Newer + more.Newer);
            }
        return restored;
    }

    /// <summary>How much would go, and that it is not too much.</summary>
    static async Task<(long? Found, long? Total)> MeasureAsync(
        CacheClearRequest request, ICacheStore store, CancellationToken cancellation)
    {
        if (await store.CountAsync(cancellation) is not { } total)
            return (null, null);
        var found = 0L;
        await foreach (var entries in store.FindAsync(cancellation))
            found += entries.Count;
        return found * 100 <= total * request.MaxShare || found == 0
            ? (found, total)
            : throw new JobOpsException(Error.CacheScopeTooWide(
                request.Rule.Name, FormattableString.Invariant($"{found} of {total} keys, {100.0 * found / total:0.#} %"),
                $"{request.MaxShare} %"));
    }

    static async Task<ICacheStore> OpenAsync(CacheClearRequest request, CancellationToken cancellation)
    {
        request.Require();
        var key = request.Key ?? request.Rule.Key;
        var patterns = key is null ? null : request.Routes.Select(route => CacheKeyPattern.Of(key, route)).ToList();
        if (request.Redis is { } place)
            return new RedisStore(place, await RedisConnector.Instance.ConnectAsync(place, cancellation), patterns!);
        return request.BaseUri is { } baseUri
            ? new HttpStore(baseUri, request.Method, request.Routes)
            : new FolderStore(request.Folder!, patterns, request.Routes);
    }
}
