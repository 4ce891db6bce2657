using System.Data;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;

namespace JobOps.Benchmarks.Peers;

/// <summary>
/// Over a connection the number of messages decides: one UPDATE claims a batch, one completes it.
/// </summary>
sealed class BareSqlServerQueue(SqlConnection connection) : BareQueue(connection)
{
    public override BareLedgerRows LedgerRows { get; } = new BareSqlServerRows(connection);

    protected override string Insert =>
        "INSERT INTO Run (Status, Priority, IdempotencyKey, Payload) VALUES (0, 0, @Key, @Payload)";

    protected override string Claim =>
        """
        UPDATE Run SET Status = 1, Worker = @worker, LeaseExpiresAt = DATEADD(minute, 1, SYSUTCDATETIME())
        OUTPUT inserted.RunId, inserted.Payload
        WHERE Status = 0 AND RunId IN (
          SELECT TOP (@count) RunId FROM Run WITH (ROWLOCK, READPAST, UPDLOCK) WHERE Status = 0 ORDER BY Priority DESC, RunId)
        """;

    protected override string Complete =>
        """
        UPDATE Run SET Status = 2, LeaseExpiresAt = NULL
        WHERE RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@ids)) AND Worker = @worker AND Status = 1
        """;

    public override Task ClearAsync() => Connection.ExecuteAsync("DELETE FROM Run", commandTimeout: 0);

    public override bool HasBulkCopy => true;

    protected override async Task CopyBatchAsync(IReadOnlyList<NewRow> rows, DbTransaction transaction)
    {
        using var table = new DataTable();
        table.Columns.Add("Status", typeof(byte));
        table.Columns.Add("Priority", typeof(int));
        table.Columns.Add("IdempotencyKey", typeof(string));
        table.Columns.Add("Payload", typeof(string));
        foreach (var row in rows)
            table.Rows.Add((byte)0, 0, row.Key, row.Payload);
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints, (SqlTransaction)transaction)
        {
            DestinationTableName = "Run",
        };
        foreach (DataColumn column in table.Columns)
            copy.ColumnMappings.Add(column.ColumnName, column.ColumnName);
        await copy.WriteToServerAsync(table);
    }

    protected override Task CompleteBatchAsync(IReadOnlyList<Ended> rows, DbTransaction transaction) =>
        Connection.ExecuteAsync(
            Complete, new { ids = JsonSerializer.Serialize(rows.Select(row => row.Id)), worker = rows[0].Worker }, transaction);
}
