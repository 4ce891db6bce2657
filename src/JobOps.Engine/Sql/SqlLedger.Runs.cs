using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// IRunQueue: requests and reading. Claiming stands in SqlLedger.Leases.cs.
sealed partial class SqlLedger
{
    static readonly Statement s_insertRun = new(
        """
        INSERT INTO jobops.Run
          (JobId, JobVersion, Kind, Status, RequestedAt, Environment, IdempotencyKey, RequestHash, RollbackOf)
        OUTPUT inserted.RunId
        VALUES (@jobId, @jobVersion, @kind, 'Queued', @now, @environment, @idempotencyKey, @requestHash, @rollbackOf)
        """,
        """
        INSERT INTO Run
          (JobId, JobVersion, Kind, Status, RequestedAt, Environment, IdempotencyKey, RequestHash, RollbackOf)
        VALUES (@jobId, @jobVersion, @kind, 'Queued', @now, @environment, @idempotencyKey, @requestHash, @rollbackOf)
        RETURNING RunId
        """);

    static readonly Statement s_insertPayload =
        "INSERT INTO jobops.RunPayload (RunId, Parameters, RequestedBy) VALUES (@runId, @parameters, @actor)";

    static readonly Statement s_run = $"SELECT {RunRow.Columns} FROM {RunRow.Tables} WHERE r.RunId = @runId";

    static readonly Statement s_runByKey =
        $"SELECT {RunRow.Columns} FROM {RunRow.Tables} WHERE r.JobId = @jobId AND r.IdempotencyKey = @idempotencyKey";

    static readonly Statement s_liveRollback =
        $"SELECT {RunRow.Columns} FROM {RunRow.Tables} WHERE r.RollbackOf = @rollbackOf AND r.Status IN ('Queued', 'Running')";

    const string RunFilter =
        """
        (@jobName IS NULL OR j.Name LIKE @jobName ESCAPE '\')
          AND (@since IS NULL OR r.RequestedAt >= @since)
        """;

    static readonly Statement s_runs = new(
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.Tables}
        WHERE {RunFilter}
          AND (@runIds IS NULL OR r.RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds)))
          AND (@statuses IS NULL OR r.Status IN (SELECT CAST(value AS varchar(9)) FROM OPENJSON(@statuses)))
        ORDER BY r.RunId DESC OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY
        OPTION (RECOMPILE)
        """,
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.Tables.Replace("jobops.", "", StringComparison.Ordinal)}
        WHERE {RunFilter}
          AND (@runIds IS NULL OR r.RunId IN (SELECT value FROM json_each(@runIds)))
          AND (@statuses IS NULL OR r.Status IN (SELECT value FROM json_each(@statuses)))
        ORDER BY r.RunId DESC LIMIT @limit
        """);

    public Task<JobRun> EnqueueAsync(RunRequest request, CancellationToken cancellation = default)
    {
        request.Require();
        var parameters = LedgerJson.Write(new SortedDictionary<string, object?>(
            request.Parameters.ToDictionary(), StringComparer.OrdinalIgnoreCase));
        var requestHash = Hash(LedgerJson.Write(new { parameters, environment = request.Environment, rollbackOf = request.RollbackOf }));
        return store.WriteAsync(
            async session =>
            {
                var job = await session.QueryFirstAsync<JobRow>(s_findJob, new { name = request.JobName })
                          ?? throw new JobOpsException(Error.JobNotFound(request.JobName));
                if (request.IdempotencyKey is { } key
                    && await session.QueryFirstAsync<RunRow>(s_runByKey, new { jobId = job.JobId, idempotencyKey = key }) is { } stored)
                {
                    return stored.RequestHash == requestHash
                        ? stored.ToRun(session.Now, replayed: true)
                        : throw new JobOpsException(Error.IdempotencyKeyReused(job.Name, key, stored.RunId));
                }
                // A rollback that has not ended is taken up again: two at once would undo against each other.
                if (request.RollbackOf is { } rollbackOf
                    && await session.QueryFirstAsync<RunRow>(s_liveRollback, new { rollbackOf }) is { } live)
                {
                    return live.ToRun(session.Now);
                }
                // A job may be disabled because it did harm: undoing what it did must stay possible.
                if (request.Kind != RunKind.Rollback)
                    RequireEnabled(job, request.JobName);
                var runId = await session.QueryFirstAsync<long>(s_insertRun, new
                {
                    jobId = job.JobId,
                    jobVersion = request.JobVersion,
                    kind = request.Kind.ToString(),
                    now = session.Now,
                    environment = request.Environment,
                    idempotencyKey = request.IdempotencyKey,
                    requestHash,
                    rollbackOf = request.RollbackOf,
                });
                await session.ExecuteAsync(s_insertPayload, new { runId, parameters, actor = session.Actor });
                await JournalWriter.BeginAsync(session, runId, "RunRequested", new
                {
                    job = job.Name,
                    version = request.JobVersion,
                    kind = request.Kind,
                    environment = request.Environment,
                    idempotencyKey = request.IdempotencyKey,
                    requestHash,
                    rollbackOf = request.RollbackOf,
                });
                return await RequireRunAsync(session, runId);
            },
            cancellation);
    }

    public Task<JobRun?> FindRunAsync(long runId, CancellationToken cancellation = default) =>
        store.ReadAsync(
            async session => (await session.QueryFirstAsync<RunRow>(s_run, new { runId }))?.ToRun(session.Now),
            cancellation);

    public Task<IReadOnlyList<JobRun>> GetRunsAsync(RunQuery query, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobRun>>(
            async session => [.. (await session.QueryAsync<RunRow>(s_runs, new
            {
                jobName = query.JobName is null ? null : Like(query.JobName),
                since = query.Since,
                runIds = query.RunIds is null ? null : LedgerJson.Write(query.RunIds),
                statuses = query.Statuses is null ? null : LedgerJson.Write(query.Statuses),
                limit = query.Limit,
            })).Select(row => row.ToRun(session.Now))],
            cancellation);

    static void RequireEnabled(JobRow job, string name)
    {
        if (!job.Registered)
            throw new JobOpsException(Error.JobNotFound(name));
        if (!job.Enabled)
            throw new JobOpsException(Error.JobDisabled(job.Name, job.EnabledReason));
    }

    static async Task<JobRun> RequireRunAsync(LedgerSession session, long runId) =>
        (await session.QueryFirstAsync<RunRow>(s_run, new { runId }))?.ToRun(session.Now)
        ?? throw new JobOpsException(Error.RunNotFound(runId));
}
