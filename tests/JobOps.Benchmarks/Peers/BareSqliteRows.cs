using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace JobOps.Benchmarks.Peers;

sealed class BareSqliteRows(SqliteConnection connection) : BareLedgerRows(connection)
{
    protected override IReadOnlyList<string> Inserts { get; } =
    [
        "INSERT INTO LedgerRun VALUES (@Id, 1, 1, 1, 0, 'Job', 'Queued', 1760000000000, @Key, @Hash, NULL)",
        "INSERT INTO LedgerPayload VALUES (@Id, @Payload, 'someone@host')",
        "INSERT INTO LedgerJournal VALUES (@Id, 1, 1760000000000, 'someone@host', 'RunRequested', @Data, @Hash)",
        "INSERT INTO LedgerHead VALUES (@Id, 1, @Hash)",
    ];

    protected override string Append =>
        "INSERT INTO LedgerJournal VALUES (@id, @sequence, 1760000000000, 'someone@host', 'RunClaimed', @data, @hash)";

    protected override string Take =>
        """
        UPDATE LedgerRun SET Status = 'Running', Worker = 'host/1/00000000' WHERE RunId = (
          SELECT RunId FROM LedgerRun WHERE Status = 'Queued' AND QueueId = 1 AND JobId = 1 ORDER BY Priority DESC, RunId LIMIT 1)
        RETURNING RunId
        """;

    public const string Tables =
        """
        CREATE TABLE LedgerRun (
          RunId INTEGER PRIMARY KEY, JobId INTEGER, JobVersion INTEGER, QueueId INTEGER, Priority INTEGER, Kind TEXT,
          Status TEXT, RequestedAt INTEGER, IdempotencyKey TEXT, RequestHash TEXT, Worker TEXT
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

    protected override async Task InsertBatchAsync(IReadOnlyList<long> ids, DbTransaction transaction)
    {
        var rows = ids.Select(Row).ToList();
        foreach (var insert in Inserts)
            await Connection.ExecuteAsync(insert, rows, transaction);
    }
}
