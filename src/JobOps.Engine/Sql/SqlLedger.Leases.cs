using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// IRunQueue: claiming, renewing, completing, restarting.
sealed partial class SqlLedger
{
    // The state is tested a second time outside of the subquery: READPAST alone is a promise of SQL Server's, the test
    // holds everywhere.
    static readonly Statement s_claimQueued = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Running', Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, StartedAt = COALESCE(StartedAt, @now)
        OUTPUT inserted.RunId, inserted.LeaseToken, inserted.Attempt
        WHERE Status = 'Queued' AND RunId IN (
          SELECT TOP (@count) RunId FROM jobops.Run WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          WHERE Status = 'Queued' AND (@runId IS NULL OR RunId = @runId)
            AND Kind IN (SELECT CAST(value AS varchar(8)) FROM OPENJSON(@kinds))
          ORDER BY RunId)
        """,
        """
        UPDATE Run
        SET Status = 'Running', Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, StartedAt = COALESCE(StartedAt, @now)
        WHERE Status = 'Queued' AND RunId IN (
          SELECT RunId FROM Run
          WHERE Status = 'Queued' AND (@runId IS NULL OR RunId = @runId)
            AND Kind IN (SELECT value FROM json_each(@kinds))
          ORDER BY RunId LIMIT @count)
        RETURNING RunId, LeaseToken, Attempt
        """);

    static readonly Statement s_claimExpired = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until, Worker = @worker
        OUTPUT inserted.RunId, inserted.LeaseToken, inserted.Attempt
        WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND RunId IN (
          SELECT TOP (@count) RunId FROM jobops.Run WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND (@runId IS NULL OR RunId = @runId)
            AND Kind IN (SELECT CAST(value AS varchar(8)) FROM OPENJSON(@kinds))
          ORDER BY LeaseExpiresAt, RunId)
        """,
        """
        UPDATE Run
        SET Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until, Worker = @worker
        WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND RunId IN (
          SELECT RunId FROM Run
          WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND (@runId IS NULL OR RunId = @runId)
            AND Kind IN (SELECT value FROM json_each(@kinds))
          ORDER BY LeaseExpiresAt, RunId LIMIT @count)
        RETURNING RunId, LeaseToken, Attempt
        """);

    static readonly Statement[] s_claimStatements = [s_claimQueued, s_claimExpired];

    static readonly Statement s_interruptSteps = new(
        """
        UPDATE jobops.Step SET Status = 'Interrupted', FinishedAt = @now
        OUTPUT inserted.Name WHERE RunId = @runId AND Status = 'Running'
        """,
        """
        UPDATE Step SET Status = 'Interrupted', FinishedAt = @now
        WHERE RunId = @runId AND Status = 'Running' RETURNING Name
        """);

    // Renewing is the fence: a write of a worker begins with it, and 0 rows mean that the lease is lost.
    static readonly Statement s_renew = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET LeaseExpiresAt = @until
        OUTPUT inserted.Attempt WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running'
        """,
        """
        UPDATE Run SET LeaseExpiresAt = @until
        WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running' RETURNING Attempt
        """);

    static readonly Statement s_complete =
        """
        UPDATE jobops.Run SET Status = @status, FinishedAt = @now, LeaseExpiresAt = NULL
        WHERE RunId = @runId AND LeaseToken = @token AND Status = 'Running'
        """;

    static readonly Statement s_setError = "UPDATE jobops.RunPayload SET Error = @error WHERE RunId = @runId";

    static readonly Statement s_requeue =
        """
        UPDATE jobops.Run SET Status = 'Queued', FinishedAt = NULL
        WHERE RunId = @runId AND Status IN ('Failed', 'Unknown', 'Cancelled') AND RolledBackBy IS NULL
        """;

    static readonly Statement s_decideStep = new(
        """
        UPDATE jobops.Step SET Status = @status
        OUTPUT inserted.Name WHERE RunId = @runId AND Status = 'Interrupted' AND Once = 1
        """,
        "UPDATE Step SET Status = @status WHERE RunId = @runId AND Status = 'Interrupted' AND Once = 1 RETURNING Name");

    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(
        string worker, TimeSpan lease, int count, IReadOnlyList<RunKind> kinds, long? runId = null,
        CancellationToken cancellation = default) =>
        store.WriteAsync<IReadOnlyList<ClaimedRun>>(
            async session =>
            {
                var claimed = new List<ClaimedRun>();
                foreach (var statement in s_claimStatements)
                    claimed.AddRange(await ClaimWithAsync(session, statement, worker, lease, count - claimed.Count, kinds, runId));
                return claimed;
            },
            cancellation);

    static async Task<IReadOnlyList<ClaimedRun>> ClaimWithAsync(
        LedgerSession session, Statement statement, string worker, TimeSpan lease, int count,
        IReadOnlyList<RunKind> kinds, long? runId)
    {
        if (count == 0)
            return [];
        var claims = await session.QueryAsync<ClaimRow>(statement, new
        {
            now = session.Now,
            until = session.Now + lease,
            worker,
            count,
            kinds = LedgerJson.Write(kinds),
            runId,
        });
        var claimed = new List<ClaimedRun>(claims.Count);
        foreach (var claim in claims.OrderBy(claim => claim.RunId))
        {
            // Only a run that was tried before can have left a step running.
            if (claim.Attempt > 1)
                foreach (var step in await session.QueryAsync<string>(s_interruptSteps, new { runId = claim.RunId, now = session.Now }))
                    await JournalWriter.AppendAsync(session, claim.RunId, "StepInterrupted", new { step });
            await JournalWriter.AppendAsync(
                session, claim.RunId, "RunClaimed", new { attempt = claim.Attempt, worker, token = claim.LeaseToken });
            claimed.Add(new(
                await RequireRunAsync(session, claim.RunId), new Lease(claim.RunId, claim.LeaseToken, worker, lease)));
        }
        return claimed;
    }

    public Task RenewAsync(Lease lease, CancellationToken cancellation = default) =>
        store.WriteAsync(session => FenceAsync(session, lease), cancellation);

    public async Task CompleteAsync(IReadOnlyList<RunOutcome> outcomes, CancellationToken cancellation = default)
    {
        var lost = await store.WriteAsync<Lease?>(
            async session =>
            {
                Lease? refused = null;
                foreach (var outcome in outcomes)
                    if (!await CompleteOneAsync(session, outcome))
                        refused ??= outcome.Lease;
                return refused;
            },
            cancellation);
        if (lost is not null)
            throw new JobOpsException(Error.LeaseLost(lost.RunId));
    }

    static async Task<bool> CompleteOneAsync(LedgerSession session, RunOutcome outcome)
    {
        var (lease, status, error) = outcome;
        var rows = await session.ExecuteAsync(
            s_complete, new { status = status.ToString(), now = session.Now, runId = lease.RunId, token = lease.Token });
        if (rows == 0)
            return false;
        await session.ExecuteAsync(
            s_setError, new { runId = lease.RunId, error = error is null ? null : LedgerJson.Write(error) });
        await JournalWriter.AppendAsync(session, lease.RunId, $"Run{status}", new { error = error?.Id, error?.What, error?.Actual });
        return true;
    }

    public Task<JobRun> RestartAsync(
        long runId, bool? interruptedStepTookEffect, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                var run = await RequireRunAsync(session, runId);
                if (!run.IsFinished)
                    return run;
                if (run.Status == RunStatus.Unknown && interruptedStepTookEffect is null)
                    throw new JobOpsException(run.Error ?? Error.StepOutcomeUnknown(runId, "(unknown)"));
                if (await session.ExecuteAsync(s_requeue, new { runId }) == 0)
                    throw new JobOpsException(Error.RunNotRestartable(
                        runId, run.RolledBackBy is { } by ? $"undone by run {by}" : run.Status.ToString()));
                await session.ExecuteAsync(s_setError, new { runId, error = (string?)null });
                if (interruptedStepTookEffect is { } tookEffect)
                {
                    // A step that failed runs again; one that was accepted does not.
                    var status = tookEffect ? "Accepted" : "Failed";
                    foreach (var step in await session.QueryAsync<string>(s_decideStep, new { runId, status }))
                        await JournalWriter.AppendAsync(session, runId, "StepDecided", new { step, tookEffect, reason });
                }
                await JournalWriter.AppendAsync(session, runId, "RunRestarted", new { from = run.Status, reason });
                return await RequireRunAsync(session, runId);
            },
            cancellation);

    /// <summary>Renews the lease inside the transaction of what it protects. Returns the number of the attempt.</summary>
    static async Task<int> FenceAsync(LedgerSession session, Lease lease)
    {
        var attempt = await session.QueryFirstAsync<int?>(
            s_renew, new { runId = lease.RunId, token = lease.Token, until = session.Now + lease.Duration });
        return attempt ?? throw new JobOpsException(Error.LeaseLost(lease.RunId));
    }

    sealed class ClaimRow
    {
        public long RunId { get; init; }
        public long LeaseToken { get; init; }
        public int Attempt { get; init; }
    }
}
