using Dapper;
using Microsoft.Data.Sqlite;

namespace JobOps.Benchmarks.Peers;

sealed class BareSqliteQueue(SqliteConnection connection) : BareQueue(connection)
{
    public override BareLedgerRows LedgerRows { get; } = new BareSqliteRows(connection);

    protected override string Insert =>
        "INSERT INTO Run (Status, Priority, IdempotencyKey, Payload) VALUES (0, 0, @Key, @Payload)";

    protected override string Claim =>
        """
        UPDATE Run SET Status = 1, Worker = @worker, LeaseExpiresAt = @until
        WHERE RunId IN (SELECT RunId FROM Run WHERE Status = 0 ORDER BY Priority DESC, RunId LIMIT @count)
        RETURNING RunId, Payload
        """;

    protected override string Complete =>
        "UPDATE Run SET Status = 2, LeaseExpiresAt = NULL WHERE RunId = @Id AND Worker = @Worker AND Status = 1";

    public override Task ClearAsync() => Connection.ExecuteAsync("DELETE FROM Run");
}
