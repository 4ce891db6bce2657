using JobOps.Runs;

namespace JobOps.Engine.Sql;

// One request, as a person makes it.
sealed partial class SqlRequests
{
    // Most requests come for a job that is there, into a queue that is there, with a new key, while nothing runs that the
    // overlap policy minds. One statement sees that it is so and writes the run. Where it writes none, a RequestBatch says
    // why not, or does what has to come first.
    static readonly Statement s_insertUnhindered = new(
        $"""
        INSERT INTO jobops.Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Needs, Status, Overlap, RequestedAt, DueAt, StartBy, Environment,
           IdempotencyKey, RequestHash)
        OUTPUT inserted.RunId
        SELECT j.JobId, @jobVersion, q.QueueId, 0, @priority, @kind, @needs, @status, j.Overlap, @now, @dueAt, @startBy, @environment,
          @idempotencyKey, @requestHash
        FROM jobops.Job AS j CROSS JOIN jobops.Queue AS q
        WHERE j.Name = @jobName AND j.Name = @jobName COLLATE Latin1_General_BIN2 AND {Unhindered("jobops.")}
        """,
        $"""
        INSERT INTO Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Needs, Status, Overlap, RequestedAt, DueAt, StartBy, Environment,
           IdempotencyKey, RequestHash)
        SELECT j.JobId, @jobVersion, q.QueueId, 0, @priority, @kind, @needs, @status, j.Overlap, @now, @dueAt, @startBy, @environment,
          @idempotencyKey, @requestHash
        FROM Job AS j CROSS JOIN Queue AS q
        WHERE j.Name = @jobName AND j.Name = @jobName COLLATE BINARY AND {Unhindered("")}
        RETURNING RunId
        """);

    static readonly Statement s_addLaneOfRun =
        """
        INSERT INTO jobops.Lane (QueueId, JobId, Partition)
        SELECT r.QueueId, r.JobId, r.Partition FROM jobops.Run AS r
        WHERE r.RunId = @runId AND NOT EXISTS (
          SELECT 1 FROM jobops.Lane AS l WHERE l.QueueId = r.QueueId AND l.JobId = r.JobId AND l.Partition = r.Partition)
        """;

    // Each policy as its filtered index has it.
    static string Unhindered(string schema) =>
        $"""
        j.Registered = 1 AND j.Enabled = 1
          AND q.Name = @queue AND q.Partitions = 1
          AND (@idempotencyKey IS NULL
            OR NOT EXISTS (SELECT 1 FROM {schema}Run AS k WHERE k.JobId = j.JobId AND k.IdempotencyKey = @idempotencyKey))
          AND (j.Overlap IN ('Allow', 'Queue')
            OR (j.Overlap = 'Skip' AND NOT EXISTS (
              SELECT 1 FROM {schema}Run AS s WHERE s.JobId = j.JobId AND s.Overlap = 'Skip' AND s.RollbackOf IS NULL
                AND s.Status IN ('Scheduled', 'Queued', 'Running')))
            OR (j.Overlap = 'StopExisting' AND NOT EXISTS (
              SELECT 1 FROM {schema}Run AS e WHERE e.JobId = j.JobId AND e.Overlap = 'StopExisting' AND e.RollbackOf IS NULL
                AND e.Status IN ('Scheduled', 'Queued', 'Running'))))
        """;

    /// <summary>Writes a run where nothing hinders it; null where something does, or may.</summary>
    static async Task<JobRun?> TryEnqueueAsync(LedgerTransaction transaction, PreparedRequest prepared)
    {
        var request = prepared.Request;
        if (request.Kind == RunKind.Rollback)
            return null;
        var times = RunTimes.Of(request, transaction.Now);
        var runId = await transaction.QueryFirstAsync<long?>(s_insertUnhindered, new
        {
            jobName = request.JobName,
            queue = request.Queue,
            jobVersion = request.JobVersion,
            priority = request.Priority,
            kind = request.Kind.ToString(),
            needs = (int)request.Needs,
            status = times.Status.ToString(),
            now = transaction.Now,
            dueAt = times.DueAt,
            startBy = times.StartBy,
            environment = request.Environment,
            idempotencyKey = request.IdempotencyKey,
            requestHash = prepared.Hash,
        });
        if (runId is not { } inserted)
            return null;
        await transaction.ExecuteEachAsync(s_addLaneOfRun, [new { runId = inserted }]);
        await WriteRequestsAsync(transaction, [prepared], [inserted]);
        return NewRun(transaction, request, request.JobName, inserted, times);
    }

    /// <summary>What belongs to runs that were just inserted: payload, first entry, and the end of the chain.</summary>
    static async Task WriteRequestsAsync(LedgerTransaction transaction, IReadOnlyList<PreparedRequest> requests, IReadOnlyList<long> runIds)
    {
        await transaction.ExecuteEachAsync(s_insertPayload, [.. requests.Select((prepared, row) => new
        {
            runId = runIds[row], parameters = prepared.Parameters, actor = transaction.Actor,
            environmentVersion = prepared.Request.EnvironmentVersion, rehearsalId = prepared.Request.RehearsalId,
            forceReason = prepared.Request.ForceReason, followsRunId = prepared.Request.FollowsRunId,
            rehearsing = prepared.Request.Rehearsing ? true : (bool?)null,
        })]);
        await JournalWriter.BeginEachAsync(
            transaction, [.. requests.Select((prepared, row) => new JournalEvent(runIds[row], "RunRequested", prepared.Journal))]);
    }

    /// <summary>The run as it was just written.</summary>
    static JobRun NewRun(LedgerTransaction transaction, RunRequest request, string jobName, long runId, RunTimes times) => new()
    {
        RunId = runId,
        JobName = jobName,
        JobVersion = request.JobVersion,
        Kind = request.Kind,
        Needs = request.Needs,
        Status = times.ApprovalBy is null ? times.Status : RunStatus.AwaitingApproval,
        Environment = request.Environment,
        EnvironmentVersion = request.EnvironmentVersion,
        RehearsalId = request.RehearsalId,
        ForceReason = request.ForceReason,
        IdempotencyKey = request.IdempotencyKey,
        Queue = request.Queue,
        Priority = request.Priority,
        DueAt = times.ApprovalBy is null ? times.DueAt : null,
        StartBy = times.StartBy,
        Parameters = RunRow.IgnoringCase(request.Parameters),
        RequestedBy = transaction.Actor,
        RequestedAt = transaction.Now,
        ReadAt = transaction.Now,
        RollbackOf = request.RollbackOf,
        ChangeId = request.ChangeId,
        ApprovalBy = times.ApprovalBy,
        Batch = request.Batch,
        FollowsRunId = request.FollowsRunId,
        Rehearsing = request.Rehearsing,
    };

    /// <summary>When a request is due, approved or not, in whole milliseconds.</summary>
    internal static DateTimeOffset? DueAtOf(RunRequest request, DateTimeOffset now) =>
        StoredTime.WholeMilliseconds(request.DueAt ?? (request.Delay is { } delay ? now + delay : null));

    /// <summary>
    /// When a request is due, in whole milliseconds: both databases keep those, so what is returned is what will be
    /// read.
    /// </summary>
    /// <param name="DueAt">Of one that awaits approval: the end of that time.</param>
    /// <param name="StartBy">Its latest start.</param>
    /// <param name="Status">As it is stored.</param>
    /// <param name="ApprovalBy">Until when it awaits approval; null where it awaits none.</param>
    readonly record struct RunTimes(DateTimeOffset? DueAt, DateTimeOffset? StartBy, RunStatus Status, DateTimeOffset? ApprovalBy)
    {
        public static RunTimes Of(RunRequest request, DateTimeOffset now)
        {
            var dueAt = DueAtOf(request, now);
            var startBy = StoredTime.WholeMilliseconds(
                request.StartBy ?? (request.StartWithin is { } within ? (dueAt ?? now) + within : null));
            // How soon it has to start is counted from its approval.
            if (request.Approval is { } approval && StoredTime.WholeMilliseconds(now + approval.Within) is var until)
                return new(until, StoredTime.WholeMilliseconds(request.StartBy), RunStatus.Scheduled, until);
            return new(dueAt, startBy, dueAt > now ? RunStatus.Scheduled : RunStatus.Queued, null);
        }
    }
}
