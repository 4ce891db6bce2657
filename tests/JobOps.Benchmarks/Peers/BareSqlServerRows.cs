using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace JobOps.Benchmarks.Peers;

/// <summary>Of many, a bulk copy for each table.</summary>
sealed class BareSqlServerRows(SqlConnection connection) : BareLedgerRows(connection)
{
    static readonly DateTime s_at = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static readonly string[] Tables =
    [
        """
        CREATE TABLE LedgerRun (
          RunId bigint NOT NULL CONSTRAINT PK_LedgerRun PRIMARY KEY, JobId int NOT NULL, JobVersion int NOT NULL, QueueId int NOT NULL,
          Priority int NOT NULL, Kind varchar(8) NOT NULL, Status varchar(9) NOT NULL, RequestedAt datetime2(3) NOT NULL,
          IdempotencyKey nvarchar(200) NULL, RequestHash char(64) NOT NULL, Worker nvarchar(200) NULL
        )
        """,
        "CREATE INDEX IX_LedgerRun_Queued ON LedgerRun (QueueId, JobId, Priority DESC, RunId) WHERE Status = 'Queued'",
        "CREATE UNIQUE INDEX UX_LedgerRun_Key ON LedgerRun (JobId, IdempotencyKey) WHERE IdempotencyKey IS NOT NULL",
        """
        CREATE TABLE LedgerPayload (
          RunId bigint NOT NULL CONSTRAINT PK_LedgerPayload PRIMARY KEY,
          Parameters nvarchar(max) NOT NULL, RequestedBy nvarchar(256) NOT NULL
        )
        """,
        """
        CREATE TABLE LedgerJournal (
          RunId bigint NOT NULL, Sequence bigint NOT NULL, At datetime2(3) NOT NULL,
          Actor nvarchar(256) NOT NULL, Event varchar(40) NOT NULL,
          Data nvarchar(max) NOT NULL, Hash char(64) NOT NULL, CONSTRAINT PK_LedgerJournal PRIMARY KEY (RunId, Sequence)
        )
        """,
        """
        CREATE TABLE LedgerHead (
          RunId bigint NOT NULL CONSTRAINT PK_LedgerHead PRIMARY KEY, Sequence bigint NOT NULL, Hash char(64) NOT NULL
        )
        """,
    ];

    protected override IReadOnlyList<string> Inserts { get; } =
    [
        "INSERT INTO LedgerRun VALUES (@Id, 1, 1, 1, 0, 'Job', 'Queued', SYSUTCDATETIME(), @Key, @Hash, NULL)",
        "INSERT INTO LedgerPayload VALUES (@Id, @Payload, 'someone@host')",
        "INSERT INTO LedgerJournal VALUES (@Id, 1, SYSUTCDATETIME(), 'someone@host', 'RunRequested', @Data, @Hash)",
        "INSERT INTO LedgerHead VALUES (@Id, 1, @Hash)",
    ];

    protected override string Append =>
        "INSERT INTO LedgerJournal VALUES (@id, @sequence, SYSUTCDATETIME(), 'someone@host', 'RunClaimed', @data, @hash)";

    protected override string Take =>
        """
        UPDATE LedgerRun SET Status = 'Running', Worker = 'host/1/00000000' OUTPUT inserted.RunId
        WHERE Status = 'Queued' AND RunId IN (
          SELECT TOP (1) RunId FROM LedgerRun WITH (ROWLOCK, READPAST, UPDLOCK)
          WHERE Status = 'Queued' AND QueueId = 1 AND JobId = 1 ORDER BY Priority DESC, RunId)
        """;

    protected override async Task InsertBatchAsync(IReadOnlyList<long> ids, DbTransaction transaction)
    {
        Task CopyAsync(string table, Func<long, object?[]> row) => BulkAsync(table, ids.Select(row), (SqlTransaction)transaction);
        await CopyAsync("LedgerRun", id => [id, 1, 1, 1, 0, "Job", "Queued", s_at, $"key-{id}", Hash]);
        await CopyAsync("LedgerPayload", id => [id, BareQueue.Payload, "someone@host"]);
        await CopyAsync("LedgerJournal", id => [id, 1L, s_at, "someone@host", "RunRequested", Data, Hash]);
        await CopyAsync("LedgerHead", id => [id, 1L, Hash]);
    }

    async Task BulkAsync(string table, IEnumerable<object?[]> rows, SqlTransaction transaction)
    {
        using var data = new DataTable();
        foreach (var row in rows)
        {
            if (data.Columns.Count == 0)
                data.Columns.AddRange([.. row.Select((value, index) => new DataColumn($"c{index}", value!.GetType()))]);
            data.Rows.Add(row);
        }
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints, transaction) { DestinationTableName = table };
        await copy.WriteToServerAsync(data);
    }
}
