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

    /// <summary>An insert for each row, a commit for each <see cref="BatchSize"/> rows.</summary>
    public Task InsertInBatchesAsync(int rows, bool withKeys) =>
        InBatchesAsync(rows, withKeys, (batch, transaction) => connection.ExecuteAsync(Insert, batch, transaction));

    /// <summary>Whether the database's client has a bulk copy.</summary>
    public virtual bool HasBulkCopy => false;

    /// <summary>A bulk copy and a commit for each <see cref="BatchSize"/> rows.</summary>
    public Task CopyInBatchesAsync(int rows) => InBatchesAsync(rows, withKeys: true, CopyBatchAsync);

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
            Claim, new { worker = Worker, until = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 60_000, count = atOnce },
            transaction)).AsList();
        await transaction.CommitAsync();
        return [.. claimed.Select(row => row.RunId)];
    }

    public abstract Task ClearAsync();

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    protected virtual Task CopyBatchAsync(IReadOnlyList<NewRow> rows, DbTransaction transaction) =>
        throw new NotSupportedException("the client has no bulk copy");

    protected virtual Task CompleteBatchAsync(IReadOnlyList<Ended> rows, DbTransaction transaction) =>
        connection.ExecuteAsync(Complete, rows, transaction);

    async Task InBatchesAsync(int rows, bool withKeys, Func<IReadOnlyList<NewRow>, DbTransaction, Task> writeAsync)
    {
        for (var done = 0; done < rows; done += BatchSize)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await writeAsync([.. Enumerable.Range(0, Math.Min(BatchSize, rows - done)).Select(_ => Row(withKeys))], transaction);
            await transaction.CommitAsync();
        }
    }

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
