using System.Data.Common;
using Dapper;

namespace JobOps.Benchmarks.Peers;

/// <summary>
/// The rows that a ledger keeps of one request, written by a loop that calls Dapper and thinks nothing: the run, its
/// payload, a journal entry and the end of its chain. No rule is looked at, no hash is computed, no key is looked up.
/// </summary>
sealed class BareLedgerRows(DbConnection connection)
{
    static readonly string s_hash = new('a', 64);

    static readonly string s_data = $$"""{"job":"noop","version":1,"kind":"Job","requestHash":"{{s_hash}}","queue":"default","priority":0}""";

    static readonly string[] s_inserts =
    [
        "INSERT INTO LedgerRun VALUES (@Id, 1, 1, 1, 0, 'Job', 'Queued', 1760000000000, @Key, @Hash)",
        "INSERT INTO LedgerPayload VALUES (@Id, @Payload, 'someone@host')",
        "INSERT INTO LedgerJournal VALUES (@Id, 1, 1760000000000, 'someone@host', 'RunRequested', @Data, @Hash)",
        "INSERT INTO LedgerHead VALUES (@Id, 1, @Hash)",
    ];

    long _last;

    public const string Tables =
        """
        CREATE TABLE LedgerRun (
          RunId INTEGER PRIMARY KEY, JobId INTEGER, JobVersion INTEGER, QueueId INTEGER, Priority INTEGER, Kind TEXT,
          Status TEXT, RequestedAt INTEGER, IdempotencyKey TEXT, RequestHash TEXT
        ) STRICT;
        CREATE INDEX IX_LedgerRun_Queued ON LedgerRun (QueueId, JobId, Priority DESC, RunId) WHERE Status = 'Queued';
        CREATE UNIQUE INDEX UX_LedgerRun_Key ON LedgerRun (JobId, IdempotencyKey) WHERE IdempotencyKey IS NOT NULL;
        CREATE TABLE LedgerPayload (RunId INTEGER PRIMARY KEY, Parameters TEXT, RequestedBy TEXT) STRICT;
        CREATE TABLE LedgerJournal (
          RunId INTEGER, Sequence INTEGER, At INTEGER, Actor TEXT, Event TEXT, Data TEXT, Hash TEXT,
          PRIMARY KEY (RunId, Sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE LedgerHead (RunId INTEGER PRIMARY KEY, Sequence INTEGER, Hash TEXT) STRICT;
        """;

    /// <summary>A commit for each <see cref="BareQueue.BatchSize"/> requests.</summary>
    public async Task InsertInBatchesAsync(int requests)
    {
        for (var done = 0; done < requests; done += BareQueue.BatchSize)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var rows = Enumerable.Range(0, Math.Min(BareQueue.BatchSize, requests - done)).Select(_ => NewRow()).ToList();
            foreach (var insert in s_inserts)
                await connection.ExecuteAsync(insert, rows, transaction);
            await transaction.CommitAsync();
        }
    }

    public Task ClearAsync() => connection.ExecuteAsync(
        "DELETE FROM LedgerRun; DELETE FROM LedgerPayload; DELETE FROM LedgerJournal; DELETE FROM LedgerHead");

    object NewRow()
    {
        var id = ++_last;
        return new { Id = id, Key = $"key-{id}", BareQueue.Payload, Data = s_data, Hash = s_hash };
    }
}
