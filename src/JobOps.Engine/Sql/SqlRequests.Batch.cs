using System.Security.Cryptography;
using System.Text;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// What the requests of one call share.
sealed partial class SqlRequests
{
    // Each key may bring a run, and so many runs are read with one statement (LedgerTransaction.LongestList).
    const int KeysAtOnce = 500;

    /// <summary>Looks up what the requests of a batch share: jobs, queues, lanes, keys.</summary>
    sealed class RequestBatch(LedgerTransaction transaction, IReadOnlyList<PreparedRequest> requests)
    {
        readonly Dictionary<string, SqlJobs.JobRow> _jobs = new(StringComparer.OrdinalIgnoreCase);
        readonly Dictionary<string, SqlQueues.QueueKey> _queues = new(StringComparer.OrdinalIgnoreCase);
        readonly Dictionary<(int, string), RunRow> _stored = [];
        readonly Dictionary<(int, string), int> _firstByKey = [];
        readonly Dictionary<int, int> _repeats = [];

        /// <summary>Reads what the ledger holds for the idempotency keys of the batch, all at once.</summary>
        /// <exception cref="JobOpsException">JobNotFound</exception>
        public async Task ReadStoredAsync()
        {
            foreach (var ofJob in requests.Select(prepared => prepared.Request)
                .GroupBy(request => request.JobName, StringComparer.OrdinalIgnoreCase))
            {
                var jobId = (await JobAsync(ofJob.Key)).JobId;
                foreach (var keys in ofJob.Select(request => request.IdempotencyKey).OfType<string>().Chunk(KeysAtOnce))
                    foreach (var row in await transaction.QueryListAsync<RunRow>(
                        SqlRuns.ById, await RunsByKeyAsync(jobId, keys), runIds => new { runIds }))
                        _stored[(jobId, row.IdempotencyKey!)] = row;
            }
        }

        // Not every server takes escapes out of the texts of a JSON list: a key that would have some is asked for alone.
        async Task<IReadOnlyList<long>> RunsByKeyAsync(int jobId, string[] keys)
        {
            var list = LedgerJson.Write(keys);
            if (keys.Length > 1 && !list.Contains('\\', StringComparison.Ordinal))
                return await transaction.QueryAsync<long>(s_runsByKey, new { jobId, idempotencyKeys = list });
            var found = await transaction.QueryEachAsync<long?>(s_runByKey, [.. keys.Select(key => new { jobId, idempotencyKey = key })]);
            return [.. found.OfType<long>()];
        }

        /// <summary>The run that the ledger holds for this request already; null where there is none.</summary>
        /// <exception cref="JobOpsException">JobNotFound, JobDisabled, IdempotencyKeyReused, RunNotFound</exception>
        public async Task<JobRun?> FindStoredAsync(PreparedRequest prepared)
        {
            var request = prepared.Request;
            var job = await JobAsync(request.JobName);
            if (request.IdempotencyKey is { } key && _stored.TryGetValue((job.JobId, key), out var stored)
                && !await IsReleasedAsync(request, stored))
            {
                var run = stored.ToRun(transaction.Now, replayed: true);
                return IsSame(stored, prepared)
                    ? run
                    : throw new JobOpsException(Error.IdempotencyKeyReused(
                        job.Name, key, run.RunId, RequestDifference.Describe(run.Environment, run.ChangeId, run.Parameters, request)));
            }
            if (request.RollbackOf is { } rollbackOf)
            {
                if (await transaction.ExecuteAsync(s_holdUndone, new { rollbackOf }) == 0)
                    throw new JobOpsException(Error.RunNotFound(rollbackOf));
                // A rollback that has not ended is taken up again: two at once would undo against each other.
                if (await transaction.QueryFirstAsync<RunRow>(s_liveRollback, new { rollbackOf }) is { } live)
                    return live.ToRun(transaction.Now);
            }
            // A job may be disabled because it did harm: undoing what it did must stay possible.
            if (request.Kind != RunKind.Rollback)
                RequireEnabled(job, request.JobName);
            return null;
        }

        /// <summary>A run that was undone is no success that could be brought back. It gives its key up where that is wanted.</summary>
        /// <exception cref="JobOpsException">RunUndone</exception>
        async Task<bool> IsReleasedAsync(RunRequest request, RunRow stored)
        {
            if (stored.RolledBackBy is not { } rolledBackBy)
                return false;
            if (!request.RunAgain)
                throw new JobOpsException(Error.RunUndone(stored.JobName, request.IdempotencyKey!, stored.RunId, rolledBackBy));
            await transaction.ExecuteAsync(s_releaseKey, new { runId = stored.RunId });
            await JournalWriter.AppendAsync(transaction, stored.RunId, "KeyReleased", new { idempotencyKey = request.IdempotencyKey });
            return true;
        }

        /// <summary>Whether an earlier request of the batch has the same idempotency key.</summary>
        public bool IsRepeated(int index)
        {
            if (requests[index].Request is not { IdempotencyKey: { } key } request)
                return false;
            var job = _jobs[request.JobName];
            if (_firstByKey.TryAdd((job.JobId, key), index))
                return false;
            var first = _firstByKey[(job.JobId, key)];
            if (!IsSame(requests[first], requests[index]))
                throw new JobOpsException(Error.IdempotencyKeyReused(job.Name, key, 0, RequestDifference.Describe(
                    requests[first].Request.Environment, requests[first].Request.ChangeId, requests[first].Request.Parameters, request)));
            _repeats[index] = first;
            return true;
        }

        /// <summary>The request that a repeated one repeats.</summary>
        public int FirstOf(int index) => _repeats[index];

        /// <summary>Stops or cancels what a policy wants stopped; the error where a policy refuses a start.</summary>
        public async Task<JobOpsError?> RefusedByOverlapAsync(IReadOnlyList<int> fresh)
        {
            foreach (var starts in fresh.Where(index => requests[index].Request.Kind != RunKind.Rollback)
                         .GroupBy(index => _jobs[requests[index].Request.JobName]))
            {
                var job = starts.Key;
                if (job.Overlap is Overlap.Allow or Overlap.Queue)
                    continue;
                if (starts.Count() > 1)
                    throw new JobOpsException(Error.OverlapInBatch(job.Name, starts.Count()));
                var live = await transaction.QueryAsync<RunRow>(
                    job.Overlap == Overlap.Skip ? s_skipping : s_replaceable, new { jobId = job.JobId });
                if (live.Count == 0)
                    continue;
                if (job.Overlap == Overlap.Skip)
                {
                    await JournalWriter.AppendAsync(transaction, live[0].RunId, "StartSkipped", new { job = job.Name });
                    return Error.OverlapSkipped(job.Name, live[0].RunId, live[0].ToRun(transaction.Now).IsAbandoned);
                }
                foreach (var run in live)
                    await StopAsync(transaction, run.ToRun(transaction.Now), "a newer run of the job was started");
            }
            return null;
        }

        /// <summary>The hot rows of the requests.</summary>
        public async Task<IReadOnlyList<object>> RowsAsync(IReadOnlyList<int> fresh)
        {
            var rows = new List<object>(fresh.Count);
            // In one order: two batches that add the same lanes wait for each other, and do not block each other.
            var lanes = new SortedSet<(int QueueId, int JobId, int Partition)>();
            foreach (var index in fresh)
            {
                var (request, job) = (requests[index].Request, _jobs[requests[index].Request.JobName]);
                var queue = await QueueAsync(request.Queue);
                var partition = PartitionOf(request, job, queue);
                lanes.Add((queue.QueueId, job.JobId, partition));
                var times = RunTimes.Of(request, transaction.Now);
                rows.Add(new
                {
                    jobId = job.JobId,
                    jobVersion = request.JobVersion,
                    queueId = queue.QueueId,
                    partition,
                    priority = request.Priority,
                    kind = request.Kind.ToString(),
                    needs = (int)request.Needs,
                    status = times.Status.ToString(),
                    overlap = job.Overlap.ToString(),
                    now = transaction.Now,
                    dueAt = times.DueAt,
                    startBy = times.StartBy,
                    environment = request.Environment,
                    idempotencyKey = request.IdempotencyKey,
                    requestHash = requests[index].Hash,
                    rollbackOf = request.RollbackOf,
                    approvalBy = times.ApprovalBy,
                    batch = request.Batch,
                });
            }
            await transaction.ExecuteEachAsync(
                SqlQueues.AddLane, [.. lanes.Select(
                    lane => new { queueId = lane.QueueId, jobId = lane.JobId, partition = lane.Partition })]);
            return rows;
        }

        /// <summary>The run as it was just written.</summary>
        public JobRun ToRun(int index, long runId)
        {
            var request = requests[index].Request;
            return NewRun(transaction, request, _jobs[request.JobName].Name, runId, RunTimes.Of(request, transaction.Now));
        }

        async Task<SqlJobs.JobRow> JobAsync(string name)
        {
            if (!_jobs.TryGetValue(name, out var job))
                _jobs[name] = job = await transaction.QueryFirstAsync<SqlJobs.JobRow>(SqlJobs.FindRow, new { name })
                                    ?? throw new JobOpsException(Error.JobNotFound(name));
            return job;
        }

        async Task<SqlQueues.QueueKey> QueueAsync(string name)
        {
            if (!_queues.TryGetValue(name, out var queue))
                _queues[name] = queue = await SqlQueues.RequireAsync(transaction, name);
            return queue;
        }
    }

    /// <summary>
    /// The part of its queue that a run waits in. A job with a limit stays in one: its claimers meet at its slots in any
    /// case, and so its runs keep their order.
    /// </summary>
    static int PartitionOf(RunRequest request, SqlJobs.JobRow job, SqlQueues.QueueKey queue)
    {
        if (queue.Partitions == 1)
            return 0;
        var key = job.RunLimit is not null ? job.Name : request.IdempotencyKey ?? $"{Guid.NewGuid()}";
        return (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % queue.Partitions);
    }
}
