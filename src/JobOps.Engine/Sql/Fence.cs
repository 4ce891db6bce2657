using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

/// <summary>Renewing is the fence: a write of a worker begins with it, and 0 rows mean that the lease is lost.</summary>
static class Fence
{
    /// <summary>The number of the attempt; no row where the lease is lost. Parameters: <see cref="Renewal"/>.</summary>
    public static readonly Statement Renew = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET LeaseExpiresAt = @until
        OUTPUT inserted.Attempt WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running'
        """,
        """
        UPDATE Run SET LeaseExpiresAt = @until
        WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running' RETURNING Attempt
        """);

    /// <summary>The same after a step that succeeded: the run gets on, so it is not what its workers die of.</summary>
    public static readonly Statement RenewAfterStep = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET LeaseExpiresAt = @until, LostLeases = 0
        OUTPUT inserted.Attempt WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running'
        """,
        """
        UPDATE Run SET LeaseExpiresAt = @until, LostLeases = 0
        WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running' RETURNING Attempt
        """);

    /// <summary>Renews the lease inside the transaction of what it protects. Returns the number of the attempt.</summary>
    public static async Task<int> RequireAsync(LedgerTransaction transaction, Lease lease) =>
        await transaction.QueryFirstAsync<int?>(Renew, Renewal(transaction, lease))
            ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));

    public static object Renewal(LedgerTransaction transaction, Lease lease) =>
        new { runId = lease.RunId, token = lease.Token, until = transaction.Now + lease.Duration };
}
