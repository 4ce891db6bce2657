using System.Data.Common;
using Dapper;

namespace JobOps.Benchmarks.Peers;

/// <summary>
/// The rows that a ledger keeps of one request, written by a loop that thinks nothing: the run, its payload, a journal entry
/// and the end of its chain; and those that it changes when the run is claimed and completed. No rule is looked at, no hash is
/// computed, no key is looked up.
/// </summary>
abstract class BareLedgerRows(DbConnection connection)
{
    protected static readonly string Hash = new('a', 64);

    protected static readonly string Data =
        $$"""{"job":"noop","version":1,"kind":"Job","requestHash":"{{Hash}}","queue":"default","priority":0}""";

    long _last;

    protected DbConnection Connection => connection;

    /// <summary>An INSERT for each of the four rows.</summary>
    protected abstract IReadOnlyList<string> Inserts { get; }

    /// <summary>Inserts a further journal entry.</summary>
    protected abstract string Append { get; }

    /// <summary>Takes the first that waits, and gives its number.</summary>
    protected abstract string Take { get; }

    /// <summary>Four inserts and a commit for each request.</summary>
    public async Task InsertOneByOneAsync(int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var row = Row(++_last);
            foreach (var insert in Inserts)
                await connection.ExecuteAsync(insert, row, transaction);
            await transaction.CommitAsync();
        }
    }

    /// <summary>A commit for each <see cref="BareQueue.BatchSize"/> requests.</summary>
    public async Task InsertInBatchesAsync(int requests)
    {
        for (var done = 0; done < requests; done += BareQueue.BatchSize)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await InsertBatchAsync([.. Enumerable.Range(0, Math.Min(BareQueue.BatchSize, requests - done))
                .Select(_ => ++_last)], transaction);
            await transaction.CommitAsync();
        }
    }

    /// <summary>Two transactions for each: it is taken and read, and it is ended; each writes an entry and the end of the chain.</summary>
    public async Task ClaimAndCompleteAsync(int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            long id;
            await using (var claim = await connection.BeginTransactionAsync())
            {
                id = await connection.ExecuteScalarAsync<long>(Take, transaction: claim);
                await AppendAsync(new { id, sequence = 2, data = Data, hash = Hash }, claim);
                await connection.QueryFirstAsync<string>("SELECT Parameters FROM LedgerPayload WHERE RunId = @id", new { id }, claim);
                await claim.CommitAsync();
            }
            await using var completion = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync(
                "UPDATE LedgerRun SET Status = 'Succeeded', Worker = NULL WHERE RunId = @id AND Status = 'Running'",
                new { id }, completion);
            await AppendAsync(new { id, sequence = 3, data = Data, hash = Hash }, completion);
            await completion.CommitAsync();
        }
    }

    async Task AppendAsync(object entry, DbTransaction transaction)
    {
        await connection.ExecuteAsync(Append, entry, transaction);
        await connection.ExecuteAsync("UPDATE LedgerHead SET Sequence = @sequence, Hash = @hash WHERE RunId = @id", entry, transaction);
    }

    public Task ClearAsync() => connection.ExecuteAsync(
        "DELETE FROM LedgerRun; DELETE FROM LedgerPayload; DELETE FROM LedgerJournal; DELETE FROM LedgerHead", commandTimeout: 0);

    /// <summary>What the inserts of a request take.</summary>
    protected static object Row(long id) => new { Id = id, Key = $"key-{id}", BareQueue.Payload, Data, Hash };

    protected abstract Task InsertBatchAsync(IReadOnlyList<long> ids, DbTransaction transaction);
}
