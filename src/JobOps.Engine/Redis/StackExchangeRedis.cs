using System.Globalization;
using System.Runtime.CompilerServices;
using JobOps.CacheRules;
using StackExchange.Redis;

namespace JobOps.Engine.Redis;

/// <summary>
/// One server, or all masters of a cluster. Each key goes in a command of its own, many on the way at once: so every one reaches the
/// server of its slot, and no command names keys of two.
/// </summary>
sealed class StackExchangeRedis(RedisPlace place, ConnectionMultiplexer connection, IReadOnlyList<IServer> masters) : IRedisCache
{
    // PTTL of a key without an end, and of one that is not there.
    const long NoEnd = -1;
    const long NotThere = -2;

    readonly IDatabase _database = connection.GetDatabase(place.Database);

    public Task<long> CountAsync(CancellationToken cancellation) => Guarded.RunAsync(place, async () =>
        (await Task.WhenAll(masters.Select(master => master.DatabaseSizeAsync(place.Database))).WaitAsync(cancellation)).Sum());

    public async IAsyncEnumerable<IReadOnlyList<byte[]>> ScanAsync(
        string pattern, int batch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var master in masters)
        {
            await using var keys = master.KeysAsync(place.Database, pattern, batch).GetAsyncEnumerator(cancellation);
            var found = new HashSet<RedisKey>();
            while (await Guarded.RunAsync(place, () => keys.MoveNextAsync().AsTask().WaitAsync(cancellation)))
            {
                found.Add(keys.Current);
                if (found.Count < batch)
                    continue;
                yield return Bytes(found);
                found.Clear();
            }
            if (found.Count > 0)
                yield return Bytes(found);
        }
    }

    public Task<IReadOnlyList<ClearedKey>> DumpAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellation) =>
        Guarded.RunAsync<IReadOnlyList<ClearedKey>>(place, async () =>
        {
            // The lifetime is read before the value: one that ends between the two is left out, and not kept without an end.
            var now = await NowAsync(cancellation);
            var read = keys.Select(key => (
                Key: key,
                Left: _database.ExecuteAsync("PTTL", (RedisKey)key),
                Value: _database.KeyDumpAsync(key))).ToList();
            await Task.WhenAll(read.Select(one => Task.WhenAll(one.Left, one.Value))).WaitAsync(cancellation);
            return
            [
                .. from one in read
                   let left = (long)one.Left.Result
                   where left != NotThere && one.Value.Result is not null
                   select new ClearedKey(ClearedKey.HashOf(one.Key))
                   {
                       Key = one.Key, Value = one.Value.Result, ExpiresAt = left == NoEnd ? null : now.AddMilliseconds(left),
                   },
            ];
        });

    public Task<long> UnlinkAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellation) => Guarded.RunAsync(place, async () =>
    {
        var removed = await Task.WhenAll(keys.Select(key => _database.ExecuteAsync("UNLINK", (RedisKey)key))).WaitAsync(cancellation);
        return removed.Sum(one => (long)one);
    });

    public Task<RestoredKeys> RestoreAsync(IReadOnlyList<ClearedKey> keys, CancellationToken cancellation) =>
        Guarded.RunAsync(place, async () =>
        {
            var now = await NowAsync(cancellation);
            var lasting = keys.Where(key => key.ExpiresAt is null || key.ExpiresAt > now).ToList();
            var restored = await Task.WhenAll(lasting.Select(key => RestoreAsync(key, now))).WaitAsync(cancellation);
            return new RestoredKeys(
                restored.LongCount(done => done), keys.Count - lasting.Count, restored.LongCount(done => !done));
        });

    async Task<bool> RestoreAsync(ClearedKey key, DateTimeOffset now)
    {
        try
        {
            // RESTORE takes 0 for a key without an end.
            var left = key.ExpiresAt is { } end ? Math.Max(1, (long)(end - now).TotalMilliseconds) : 0;
            await _database.ExecuteAsync(
                "RESTORE", (RedisKey)key.Key, left.ToString(CultureInfo.InvariantCulture), (RedisValue)key.Value);
            return true;
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYKEY", StringComparison.Ordinal))
        {
            // Who has filled it since then has the newer one.
            return false;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // One clock for all: that of the first master.
    async Task<DateTimeOffset> NowAsync(CancellationToken cancellation) =>
        new(await masters[0].TimeAsync().WaitAsync(cancellation), TimeSpan.Zero);

    static List<byte[]> Bytes(IEnumerable<RedisKey> keys) => [.. keys.Select(key => (byte[])key!)];
}
