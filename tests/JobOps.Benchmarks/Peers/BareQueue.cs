using System.Data.Common;
using System.Globalization;
using Dapper;

namespace JobOps.Benchmarks.Peers;

/// <summary>
/// The limit: a queue with one table, a queue index and a unique key, and nothing else. No journal, no history, no
/// retries, no fence; a loop that calls Dapper. Nobody who keeps every state durable does with less.
/// </summary>
abstract class BareQueue(DbConnection connection) : IAsyncDisposable
{
    public const int BatchSize = 1000;

    public const string Payload = """{"value":"1"}""";

    const string Worker = "host/1/00000000";

    int _count;

    protected DbConnection Connection => connection;

    /// <summary>What a ledger keeps of a request, in the same database.</summary>
    public abstract BareLedgerRows LedgerRows { get; }

    protected abstract string Insert { get; }

    protected abstract string Claim { get; }

    protected abstract string Complete { get; }

    /// <summary>A commit for each row.</summary>
    public async Task InsertOneByOneAsync(int rows)
    {
        for (var row = 0; row < rows; row++)
            await connection.ExecuteAsync(Insert, Row(withKey: true));
    }

    /// <summary>A commit for each <see cref="BatchSize"/> rows.</summary>
    public async Task InsertInBatchesAsync(int rows, bool withKeys)
    {
        for (var done = 0; done < rows; done += BatchSize)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await InsertBatchAsync([.. Enumerable.Range(0, Math.Min(BatchSize, rows - done)).Select(_ => Row(withKeys))], transaction);
            await transaction.CommitAsync();
        }
    }

    /// <summary>Two commits for each batch: one takes the rows, one finishes them.</summary>
    public async Task ClaimAndCompleteAsync(int rows, int atOnce)
    {
        for (var done = 0; done < rows;)
        {
            var claimed = await ClaimAsync(atOnce);
            await using var transaction = await connection.BeginTransactionAsync();
            await CompleteBatchAsync([.. claimed.Select(id => new Ended(id, Worker))], transaction);
            await transaction.CommitAsync();
            done += claimed.Count;
        }
    }

    /// <summary>Takes rows, and with them what a worker needs of them.</summary>
    public async Task<IReadOnlyList<long>> ClaimAsync(int atOnce)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var claimed = (await connection.QueryAsync<Claimed>(
            Claim, new { worker = Worker, until = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 60_000, count = atOnce }, transaction)).AsList();
        await transaction.CommitAsync();
        return [.. claimed.Select(row => row.RunId)];
    }

    public abstract Task ClearAsync();

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    protected virtual Task InsertBatchAsync(IReadOnlyList<NewRow> rows, DbTransaction transaction) =>
        connection.ExecuteAsync(Insert, rows, transaction);

    protected virtual Task CompleteBatchAsync(IReadOnlyList<Ended> rows, DbTransaction transaction) =>
        connection.ExecuteAsync(Complete, rows, transaction);

    NewRow Row(bool withKey) => new(
        withKey ? "key-" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture) : null, Payload);

    protected sealed record NewRow(string? Key, string Payload);

    protected sealed record Ended(long Id, string Worker);

    sealed class Claimed
    {
        public long RunId { get; init; }
        // Read, because a worker needs it.
        public string Payload { get; init; } = "";
    }
}
