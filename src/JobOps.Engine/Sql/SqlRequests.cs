using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Engine.Sql;

// IRunQueue: requests.
sealed partial class SqlRequests(ILedgerStore store, SqlClaims claims) : IRunRequests
{
    // From so many on, preparing them takes longer than to hand them to other cores: a hash is some microseconds.
    const int PreparedInParallel = 500;

    static readonly Statement s_insertRun = new(
        """
        INSERT INTO jobops.Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Needs, Status, Overlap, RequestedAt, DueAt, StartBy, Environment,
           IdempotencyKey, RequestHash, RollbackOf, ApprovalBy, Batch)
        OUTPUT inserted.RunId
        VALUES (@jobId, @jobVersion, @queueId, @partition, @priority, @kind, @needs, @status, @overlap, @now, @dueAt, @startBy,
          @environment, @idempotencyKey, @requestHash, @rollbackOf, @approvalBy, @batch)
        """,
        """
        INSERT INTO Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Needs, Status, Overlap, RequestedAt, DueAt, StartBy, Environment,
           IdempotencyKey, RequestHash, RollbackOf, ApprovalBy, Batch)
        VALUES (@jobId, @jobVersion, @queueId, @partition, @priority, @kind, @needs, @status, @overlap, @now, @dueAt, @startBy,
          @environment, @idempotencyKey, @requestHash, @rollbackOf, @approvalBy, @batch)
        """)
    {
        Many =
        """
        INSERT INTO jobops.Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Needs, Status, Overlap, RequestedAt, DueAt, StartBy, Environment,
           IdempotencyKey, RequestHash, RollbackOf, ApprovalBy, Batch)
        OUTPUT inserted.RunId, inserted.JobId, inserted.JobVersion, inserted.QueueId, inserted.Priority,
          inserted.Kind, inserted.DueAt, inserted.StartBy, inserted.IdempotencyKey, inserted.RequestHash
        SELECT JobId, JobVersion, QueueId, Partition, Priority, Kind, Needs, Status, Overlap, RequestedAt, DueAt, StartBy,
          Environment, IdempotencyKey, RequestHash, RollbackOf, ApprovalBy, Batch
        FROM OPENJSON(@rows) WITH (
          JobId int '$.jobId', JobVersion int '$.jobVersion', QueueId int '$.queueId', Partition int '$.partition',
          Priority int '$.priority', Kind varchar(8) '$.kind', Needs int '$.needs', Status varchar(9) '$.status',
          Overlap varchar(12) '$.overlap',
          RequestedAt datetime2(3) '$.now', DueAt datetime2(3) '$.dueAt', StartBy datetime2(3) '$.startBy',
          Environment nvarchar(64) '$.environment', IdempotencyKey nvarchar(200) '$.idempotencyKey',
          RequestHash char(64) '$.requestHash', RollbackOf bigint '$.rollbackOf', ApprovalBy datetime2(3) '$.approvalBy',
          Batch nvarchar(200) '$.batch') AS r
        """,
    };

    static readonly Statement s_insertPayload =
        """
        INSERT INTO jobops.RunPayload
          (RunId, Parameters, RequestedBy, EnvironmentVersion, RehearsalId, ForceReason, FollowsRunId, Rehearsing)
        VALUES (@runId, @parameters, @actor, @environmentVersion, @rehearsalId, @forceReason, @followsRunId, @rehearsing)
        """;

    // Most keys are new: the index alone answers that.
    static readonly Statement s_runByKey =
        "SELECT RunId FROM jobops.Run WHERE JobId = @jobId AND IdempotencyKey = @idempotencyKey";

    static readonly Statement s_runsByKey = new(
        """
        SELECT RunId FROM jobops.Run
        WHERE JobId = @jobId AND IdempotencyKey IN (
          SELECT CAST(value AS nvarchar(200)) COLLATE Latin1_General_BIN2 FROM OPENJSON(@idempotencyKeys))
        """,
        "SELECT RunId FROM Run WHERE JobId = @jobId AND IdempotencyKey IN (SELECT value FROM json_each(@idempotencyKeys))");

    static readonly Statement s_releaseKey =
        "UPDATE jobops.Run WITH (ROWLOCK) SET IdempotencyKey = NULL WHERE RunId = @runId AND RolledBackBy IS NOT NULL";

    static readonly Statement s_liveRollback =
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.Tables}
        WHERE r.RollbackOf = @rollbackOf AND r.Status IN ('Scheduled', 'Queued', 'Running')
        """;

    // A purge must not take the run away that is to be undone: the first to hold it goes on.
    static readonly Statement s_holdUndone =
        "UPDATE jobops.Run WITH (ROWLOCK) SET RolledBackBy = RolledBackBy WHERE RunId = @rollbackOf";

    // Each as its filtered index has it: the finished runs of the job are not looked at.
    static readonly Statement s_skipping = LiveRuns("Skip");

    static readonly Statement s_replaceable = LiveRuns("StopExisting");

    static readonly Statement s_supersede = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Failed', FinishedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL, QueueSlot = NULL
        OUTPUT inserted.RunId WHERE RunId = @runId AND Status = 'Running' AND LeaseExpiresAt <= @now
        """,
        """
        UPDATE Run SET Status = 'Failed', FinishedAt = @now, LeaseExpiresAt = NULL, JobSlot = NULL, QueueSlot = NULL
        WHERE RunId = @runId AND Status = 'Running' AND LeaseExpiresAt <= @now RETURNING RunId
        """);

    public async Task<IReadOnlyList<JobRun>> EnqueueAsync(
        IReadOnlyList<RunRequest> requests, CancellationToken cancellation = default)
    {
        foreach (var request in requests)
            request.Require();
        // Before the ledger is locked, and many on all cores: what a request is, no lock has to wait for.
        var prepared = requests.Count < PreparedInParallel
            ? [.. requests.Select(Prepare)]
            : requests.AsParallel().AsOrdered().Select(Prepare).ToList();
        var (runs, refused) = await store.WriteAsync(transaction => EnqueueAsync(transaction, prepared), cancellation);
        claims.ExpectWork();
        return refused is null ? runs : throw new JobOpsException(refused);
    }

    /// <summary>What the overlap policy refuses is written down, too; so it comes back, and is thrown after the commit.</summary>
    static async Task<(IReadOnlyList<JobRun> Runs, JobOpsError? Refused)> EnqueueAsync(
        LedgerTransaction transaction, IReadOnlyList<PreparedRequest> requests)
    {
        if (requests is [{ Request: { ChangeId: null, Approval: null, Batch: null } } one]
            && await TryEnqueueAsync(transaction, one) is { } unhindered)
            return ([unhindered], null);
        var batch = new RequestBatch(transaction, requests);
        await batch.ReadStoredAsync();
        var result = new JobRun?[requests.Count];
        var fresh = new List<int>(requests.Count);
        for (var index = 0; index < requests.Count; index++)
        {
            result[index] = await batch.FindStoredAsync(requests[index]);
            if (result[index] is null && !batch.IsRepeated(index))
                fresh.Add(index);
        }
        if (await batch.RefusedByOverlapAsync(fresh) is { } refused)
            return ([], refused);
        foreach (var changeId in fresh.Select(index => requests[index].Request).Where(request => request.Kind != RunKind.Rollback)
            .Select(request => request.ChangeId).OfType<ChangeId>().Distinct().Order())
            await SqlChanges.ApplyAsync(transaction, changeId);
        var rows = await transaction.InsertEachAsync(s_insertRun, await batch.RowsAsync(fresh));
        await WriteRequestsAsync(transaction, [.. fresh.Select(index => requests[index])], rows);
        await SqlApprovals.AwaitAsync(transaction, [.. fresh.Zip(rows, (index, runId) => (runId, requests[index].Request))
            .Where(run => run.Request.Approval is not null)]);
        var bound = fresh.Zip(rows, (index, runId) => (requests[index].Request.ChangeId, runId))
            .Where(run => run.ChangeId is not null).ToList();
        if (bound.Count > 0)
            await SqlChanges.BindAsync(transaction, [.. bound.Select(run => (run.ChangeId!.Value, run.runId))]);
        for (var row = 0; row < fresh.Count; row++)
            result[fresh[row]] = batch.ToRun(fresh[row], rows[row]);
        for (var index = 0; index < requests.Count; index++)
            result[index] ??= result[batch.FirstOf(index)]! with { Replayed = true };
        foreach (var run in fresh.Select(index => result[index]!).Where(run => run.RollbackOf is not null))
            await SupersedeAsync(transaction, run);
        return (result!, null);
    }

    static Statement LiveRuns(string overlap) =>
        $"""
        SELECT {RunRow.Columns} FROM {RunRow.Tables}
        WHERE r.JobId = @jobId AND r.Overlap = '{overlap}' AND r.RollbackOf IS NULL
          AND r.Status IN ('Scheduled', 'Queued', 'Running')
        ORDER BY r.RunId
        """;

    /// <summary>A run that lost its worker must not be resumed while it is undone.</summary>
    static async Task SupersedeAsync(LedgerTransaction transaction, JobRun rollback)
    {
        var runId = rollback.RollbackOf!.Value;
        if (await transaction.QueryFirstAsync<long?>(s_supersede, new { runId, now = transaction.Now }) is null)
        {
            if (!(await SqlRuns.RequireAsync(transaction, runId)).IsFinished)
                throw new JobOpsException(Error.RunStillActive(runId));
            return;
        }
        var error = Error.SupersededByRollback(runId, rollback.RunId);
        await transaction.ExecuteEachAsync(EndOfRun.SetError, [new { runId, error = LedgerJson.Write(error) }]);
        await JournalWriter.AppendEachAsync(
            transaction, [.. await EndOfRun.InterruptStepsAsync(transaction, runId), new(runId, "RunFailed", EndOfRun.Cause(error))]);
        await SqlOutbox.EndedAsync(transaction, [runId]);
    }

    static PreparedRequest Prepare(RunRequest request)
    {
        var parameters = ParameterText(request, _ => true);
        // What the caller gave makes the request, not what the definition adds to it today.
        var given = request.Given is { } names
            ? ParameterText(request, names.ToHashSet(StringComparer.OrdinalIgnoreCase).Contains)
            : parameters;
        var hash = LedgerText.Hash(
            LedgerJson.Write(new
            {
                parameters = given, environment = request.Environment, rollbackOf = request.RollbackOf, change = request.ChangeId,
            }));
        return new(request, parameters, hash, LedgerJson.Write(new
        {
            job = request.JobName,
            version = request.JobVersion,
            kind = request.Kind,
            environment = request.Environment,
            environmentVersion = request.EnvironmentVersion,
            rehearsal = request.RehearsalId,
            forced = request.ForceReason,
            idempotencyKey = request.IdempotencyKey,
            requestHash = hash,
            rollbackOf = request.RollbackOf,
            change = request.ChangeId,
            approvers = request.Approval?.Approvers,
            approvalWithin = request.Approval?.Within,
            batch = request.Batch,
            follows = request.FollowsRunId,
            queue = request.Queue,
            priority = request.Priority,
            dueAt = request.DueAt,
            delay = request.Delay,
        }));
    }

    static string ParameterText(RunRequest request, Func<string, bool> isWanted) =>
        LedgerJson.Write(new SortedDictionary<string, object?>(
            request.Parameters.Where(parameter => isWanted(parameter.Key)).ToDictionary(), StringComparer.OrdinalIgnoreCase));

    static void RequireEnabled(SqlJobs.JobRow job, string name)
    {
        if (!job.Registered)
            throw new JobOpsException(Error.JobNotFound(name));
        if (!job.Enabled)
            throw new JobOpsException(Error.JobDisabled(job.Name, job.EnabledReason));
    }

    /// <summary>A request as it is stored: its parameters as text, the hash by which the same request is known, and what the
    /// journal says of it.</summary>
    sealed record PreparedRequest(RunRequest Request, string Parameters, string Hash, string Journal);
}
