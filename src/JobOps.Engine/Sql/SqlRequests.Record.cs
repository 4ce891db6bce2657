using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Sql;

// Runs that ended before the ledger heard of them.
sealed partial class SqlRequests
{
    static readonly Statement s_insertRecorded = new(
        """
        INSERT INTO jobops.Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Status, Overlap, RequestedAt, StartedAt, ClaimedAt, FinishedAt,
           Attempt, Retries, Worker, IdempotencyKey, RequestHash)
        OUTPUT inserted.RunId
        VALUES (@jobId, @jobVersion, @queueId, 0, 0, 'Job', @status, @overlap, @startedAt, @startedAt, @startedAt, @endedAt,
          @attempt, @retries, @worker, @idempotencyKey, @requestHash)
        """,
        """
        INSERT INTO Run
          (JobId, JobVersion, QueueId, Partition, Priority, Kind, Status, Overlap, RequestedAt, StartedAt, ClaimedAt, FinishedAt,
           Attempt, Retries, Worker, IdempotencyKey, RequestHash)
        VALUES (@jobId, @jobVersion, @queueId, 0, 0, 'Job', @status, @overlap, @startedAt, @startedAt, @startedAt, @endedAt,
          @attempt, @retries, @worker, @idempotencyKey, @requestHash)
        RETURNING RunId
        """);

    static readonly Statement s_insertRecordedStep =
        """
        INSERT INTO jobops.Step
          (RunId, Number, Name, Status, Attempt, InputHash, ReadOnly, Once, Undo, BeforeState, AfterState, Result, Error,
           StartedAt, FinishedAt)
        VALUES (@runId, 1, @name, @status, @attempt, @inputHash, 0, 0, @undo, '{}', '{}', @result, @error, @startedAt, @endedAt)
        """;

    static readonly Statement s_keyHolder =
        $"SELECT {RunRow.Columns} FROM {RunRow.Tables} WHERE r.JobId = @jobId AND r.IdempotencyKey = @idempotencyKey";

    public Task<JobRun> RecordAsync(RecordedRun record, CancellationToken cancellation = default) =>
        store.WriteAsync(transaction => RecordAsync(transaction, record), cancellation);

    static async Task<JobRun> RecordAsync(LedgerTransaction transaction, RecordedRun record)
    {
        var job = await transaction.QueryFirstAsync<SqlJobs.JobRow>(SqlJobs.FindRow, new { name = record.JobName })
                  ?? throw new JobOpsException(Error.JobNotFound(record.JobName));
        // A unique index holds the key, and so keeps the record from being written twice: the caller's key where it is free.
        var ownKey = $"recorded {record.Worker}";
        var holder = record.IdempotencyKey is { } wanted ? await KeyHolderAsync(transaction, job.JobId, wanted) : null;
        var mine = holder?.Worker == record.Worker ? holder : await KeyHolderAsync(transaction, job.JobId, ownKey);
        if (mine is not null)
            return mine.ToRun(transaction.Now, replayed: true);
        var key = record.IdempotencyKey is null || holder is not null ? ownKey : record.IdempotencyKey;
        var runId = await InsertAsync(transaction, record, job, key);
        await SqlOutbox.EndedAsync(transaction, [runId]);
        return await SqlRuns.RequireAsync(transaction, runId);
    }

    static Task<RunRow?> KeyHolderAsync(LedgerTransaction transaction, int jobId, string idempotencyKey) =>
        transaction.QueryFirstAsync<RunRow>(s_keyHolder, new { jobId, idempotencyKey });

    static async Task<long> InsertAsync(LedgerTransaction transaction, RecordedRun record, SqlJobs.JobRow job, string key)
    {
        var (startedAt, endedAt) = (StoredTime.WholeMilliseconds(record.StartedAt), StoredTime.WholeMilliseconds(record.EndedAt));
        // The hash of a request without parameters, so that the same key with the same command brings this run back.
        var prepared = Prepare(new() { JobName = job.Name, JobVersion = record.JobVersion });
        var runId = await transaction.QueryFirstAsync<long>(s_insertRecorded, new
        {
            jobId = job.JobId,
            jobVersion = record.JobVersion,
            queueId = (await SqlQueues.RequireAsync(transaction, JobQueue.Default)).QueueId,
            status = record.End.Status.ToString(),
            overlap = job.Overlap.ToString(),
            startedAt,
            endedAt,
            attempt = record.Attempts,
            retries = record.Attempts - 1,
            worker = record.Worker,
            idempotencyKey = key,
            requestHash = prepared.Hash,
        });
        await transaction.ExecuteEachAsync(
            s_insertPayload, [new
            {
                runId, parameters = prepared.Parameters, actor = transaction.Actor, environmentVersion = (int?)null,
                rehearsalId = (long?)null, forceReason = (string?)null, followsRunId = (long?)null, rehearsing = (bool?)null,
            }]);
        var error = record.End.ErrorOf(runId, record.StepName);
        var errorText = error is null ? null : LedgerJson.Write(error);
        if (errorText is not null)
            await transaction.ExecuteEachAsync(EndOfRun.SetError, [new { runId, error = errorText }]);
        var inputHash = LedgerText.Hash(record.Action);
        await transaction.ExecuteEachAsync(s_insertRecordedStep, [new
        {
            runId,
            name = record.StepName,
            status = StepStatusOf(record.End).ToString(),
            attempt = record.Attempts,
            inputHash,
            undo = record.Undo,
            result = record.End.Succeeded ? record.Result : null,
            error = errorText,
            startedAt,
            endedAt,
        }]);
        await SqlLog.AppendAsync(transaction, runId, record.Log);
        await JournalWriter.BeginAsync(transaction, runId, "RunRecorded", new
        {
            job = job.Name,
            version = record.JobVersion,
            idempotencyKey = record.IdempotencyKey,
            worker = record.Worker,
            startedAt,
            endedAt,
            attempts = record.Attempts,
            status = record.End.Status,
            exitCode = record.End.ExitCode,
            inputHash,
            undoHash = record.Undo is null ? null : LedgerText.Hash(record.Undo),
            reason = record.Reason,
        });
        return runId;
    }

    static StepStatus StepStatusOf(RecordedEnd end) => end.Status switch
    {
        RunStatus.Succeeded => StepStatus.Succeeded,
        RunStatus.Cancelled => StepStatus.Interrupted,
        _ => StepStatus.Failed,
    };
}
