using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

sealed class SqlRuns(ILedgerStore store) : IRuns
{
    static readonly Statement s_run = $"SELECT {RunRow.Columns} FROM {RunRow.Tables} WHERE r.RunId = @runId";

    internal static readonly Statement ById = $"SELECT {RunRow.Columns} FROM {RunRow.Tables} WHERE r.RunId IN (@runIds)";

    const string RunFilter =
        """
        (@jobName IS NULL OR j.Name LIKE @jobName ESCAPE '\')
          AND (@queue IS NULL OR q.Name = @queue)
          AND (@worker IS NULL OR r.Worker = @worker)
          AND (@since IS NULL OR r.RequestedAt >= @since)
          AND (@environment IS NULL OR r.Environment = @environment)
          AND (@idempotencyKey IS NULL OR r.IdempotencyKey = @idempotencyKey)
          AND (@changeId IS NULL OR r.ChangeId = @changeId)
          AND (@batch IS NULL OR r.Batch = @batch)
        """;

    static readonly Statement s_runs = new(
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.Tables}
        WHERE {RunFilter}
          AND (@runIds IS NULL OR r.RunId IN (SELECT CAST(value AS bigint) FROM OPENJSON(@runIds)))
          AND (@statuses IS NULL OR r.Status IN (SELECT CAST(value AS varchar(9)) FROM OPENJSON(@statuses)))
          AND (@awaiting IS NULL OR r.Status <> 'Scheduled' OR @awaiting = CASE WHEN r.ApprovalBy IS NULL THEN 0 ELSE 1 END)
        ORDER BY r.RunId DESC OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY
        OPTION (RECOMPILE)
        """,
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.SqliteTables}
        WHERE {RunFilter}
          AND (@runIds IS NULL OR r.RunId IN (SELECT value FROM json_each(@runIds)))
          AND (@statuses IS NULL OR r.Status IN (SELECT value FROM json_each(@statuses)))
          AND (@awaiting IS NULL OR r.Status <> 'Scheduled' OR @awaiting = (r.ApprovalBy IS NOT NULL))
        ORDER BY r.RunId DESC LIMIT @limit
        """);

    // Among a million finished runs the few that run are found by their own index.
    static readonly Statement s_runningRuns = new(
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.Tables}
        WHERE {RunFilter} AND r.Status = 'Running'
        ORDER BY r.RunId DESC OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY
        OPTION (RECOMPILE)
        """,
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.SqliteTables}
        WHERE {RunFilter} AND r.Status = 'Running'
        ORDER BY r.RunId DESC LIMIT @limit
        """);

    public Task<JobRun?> FindAsync(long runId, CancellationToken cancellation = default) =>
        store.ReadAsync(
            async transaction => (await transaction.QueryFirstAsync<RunRow>(s_run, new { runId }))?.ToRun(transaction.Now),
            cancellation);

    public Task<IReadOnlyList<JobRun>> GetAsync(RunQuery query, CancellationToken cancellation = default)
    {
        if (query.Queue is { } name)
            JobQueue.RequireName(name);
        var (jobName, queue) = (query.JobName is null ? null : LedgerText.Like(query.JobName), query.Queue);
        var (worker, since, limit) = (query.Worker, query.Since, query.Limit);
        var (environment, idempotencyKey, changeId) = (query.Environment, query.IdempotencyKey, query.ChangeId?.Number);
        var batch = query.Batch;
        return store.ReadAsync<IReadOnlyList<JobRun>>(
            async transaction => [.. (query is { RunIds: null, Statuses: [RunStatus.Running] }
                ? await transaction.QueryAsync<RunRow>(
                    s_runningRuns, new { jobName, queue, worker, since, environment, idempotencyKey, changeId, batch, limit })
                : await transaction.QueryAsync<RunRow>(s_runs, new
                {
                    jobName,
                    queue,
                    worker,
                    since,
                    environment,
                    idempotencyKey,
                    changeId,
                    batch,
                    limit,
                    runIds = query.RunIds is null ? null : LedgerJson.Write(query.RunIds),
                    statuses = query.Statuses is { } statuses ? LedgerJson.Write(statuses.Select(Stored).Distinct()) : null,
                    awaiting = Awaiting(query.Statuses),
                })).Select(row => row.ToRun(transaction.Now))],
            cancellation);
    }

    // A run that awaits approval is stored as Scheduled.
    static RunStatus Stored(RunStatus status) => status == RunStatus.AwaitingApproval ? RunStatus.Scheduled : status;

    /// <summary>Of those that are stored as Scheduled, which are meant: 1 those that await approval, 0 the others, null all.</summary>
    static int? Awaiting(IReadOnlyList<RunStatus>? statuses) =>
        (statuses?.Contains(RunStatus.AwaitingApproval), statuses?.Contains(RunStatus.Scheduled)) switch
        {
            (true, false) => 1,
            (false, true) => 0,
            _ => null,
        };

    internal static async Task<JobRun> RequireAsync(LedgerTransaction transaction, long runId) =>
        (await transaction.QueryFirstAsync<RunRow>(s_run, new { runId }))?.ToRun(transaction.Now)
        ?? throw new JobOpsException(Error.RunNotFound(runId));
}
