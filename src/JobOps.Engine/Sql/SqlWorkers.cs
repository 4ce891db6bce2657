using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Workers;

namespace JobOps.Engine.Sql;

sealed class SqlWorkers(ILedgerStore store) : IJobWorkers
{
    /// <summary>So long a lost worker is shown.</summary>
    static readonly TimeSpan s_lostWorkersKept = TimeSpan.FromDays(1);

    static readonly Statement s_addWorker =
        """
        DELETE FROM jobops.Worker WITH (ROWLOCK) WHERE Worker = @worker OR ExpiresAt < @forgotten;
        INSERT INTO jobops.Worker
          (Worker, Host, ProcessId, Version, Queues, Concurrency, Meets, Draining, StartedAt, HeartbeatAt, ExpiresAt)
        VALUES (@worker, @host, @processId, @version, @queues, @concurrency, @meets, 0, @now, @now, @expiresAt)
        """;

    // As long again as it was last: the lease's duration is the worker's own business.
    static readonly Statement s_beat = new(
        """
        UPDATE jobops.Worker WITH (ROWLOCK)
        SET ExpiresAt = DATEADD(millisecond, DATEDIFF(millisecond, HeartbeatAt, ExpiresAt), @now), HeartbeatAt = @now
        WHERE Worker = @worker
        """,
        "UPDATE Worker SET ExpiresAt = @now + (ExpiresAt - HeartbeatAt), HeartbeatAt = @now WHERE Worker = @worker");

    static readonly Statement s_drainWorker = "UPDATE jobops.Worker WITH (ROWLOCK) SET Draining = 1 WHERE Worker = @worker";

    static readonly Statement s_expireWorker =
        "UPDATE jobops.Worker WITH (ROWLOCK) SET ExpiresAt = @now WHERE Worker = @worker AND ExpiresAt > @now";

    static readonly Statement s_removeWorker = "DELETE FROM jobops.Worker WITH (ROWLOCK) WHERE Worker = @worker";

    static readonly Statement s_workers =
        """
        SELECT Worker, Host, ProcessId, Version, Queues, Concurrency, Meets, Draining, StartedAt, HeartbeatAt, ExpiresAt
        FROM jobops.Worker WHERE ExpiresAt >= @forgotten ORDER BY Worker
        """;

    static readonly Statement s_work =
        """
        SELECT r.Worker, r.RunId, j.Name AS JobName, s.Name AS StepName, r.ClaimedAt AS Since
        FROM jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
        LEFT JOIN jobops.Step AS s ON s.RunId = r.RunId AND s.Status = 'Running'
        WHERE r.Status = 'Running' ORDER BY r.RunId
        """;

    public Task RegisterAsync(JobWorker worker, TimeSpan lease, CancellationToken cancellation = default) =>
        store.WriteAsync(
            transaction => transaction.ExecuteAsync(s_addWorker, new
            {
                worker = worker.Worker,
                host = worker.Host,
                processId = worker.ProcessId,
                version = worker.Version,
                queues = LedgerJson.Write(worker.Queues),
                concurrency = worker.Concurrency,
                meets = (int)worker.Meets,
                now = transaction.Now,
                expiresAt = transaction.Now + lease,
                forgotten = transaction.Now - s_lostWorkersKept,
            }),
            cancellation);

    public Task DrainAsync(string worker, CancellationToken cancellation = default) =>
        store.WriteAsync(transaction => transaction.ExecuteAsync(s_drainWorker, new { worker }), cancellation);

    public Task RemoveAsync(string worker, CancellationToken cancellation = default) =>
        store.WriteAsync(transaction => transaction.ExecuteAsync(s_removeWorker, new { worker }), cancellation);

    public Task<IReadOnlyList<JobWorker>> GetAsync(CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobWorker>>(
            async transaction =>
            {
                var workers = await transaction.QueryAsync<WorkerRow>(s_workers, new { forgotten = transaction.Now - s_lostWorkersKept });
                var work = (await transaction.QueryAsync<WorkRow>(s_work)).ToLookup(row => row.Worker, StringComparer.Ordinal);
                return [.. workers.Select(row => row.ToWorker(work[row.Worker], transaction.Now))];
            },
            cancellation);

    internal static Task BeatAsync(LedgerTransaction transaction, string worker) =>
        transaction.ExecuteAsync(s_beat, new { worker, now = transaction.Now });

    internal static Task ExpireAsync(LedgerTransaction transaction, string worker) =>
        transaction.ExecuteAsync(s_expireWorker, new { worker, now = transaction.Now });

    sealed class WorkRow
    {
        public string Worker { get; init; } = "";
        public long RunId { get; init; }
        public string JobName { get; init; } = "";
        public string? StepName { get; init; }
        public DateTimeOffset Since { get; init; }
    }

    sealed class WorkerRow
    {
        public string Worker { get; init; } = "";
        public string Host { get; init; } = "";
        public int ProcessId { get; init; }
        public string Version { get; init; } = "";
        public string Queues { get; init; } = "[]";
        public int Concurrency { get; init; }
        public int Meets { get; init; }
        public bool Draining { get; init; }
        public DateTimeOffset StartedAt { get; init; }
        public DateTimeOffset HeartbeatAt { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }

        public JobWorker ToWorker(IEnumerable<WorkRow> work, DateTimeOffset readAt) => new()
        {
            Worker = Worker,
            Host = Host,
            ProcessId = ProcessId,
            Version = Version,
            Queues = LedgerJson.Read<List<string>>(Queues) ?? [],
            Concurrency = Concurrency,
            Meets = (RunNeed)Meets,
            Status = ExpiresAt <= readAt ? WorkerStatus.Lost : Draining ? WorkerStatus.Draining : WorkerStatus.Alive,
            StartedAt = StartedAt,
            HeartbeatAt = HeartbeatAt,
            Runs = [.. work.Select(row => new WorkerRun(row.RunId, row.JobName, row.StepName, row.Since))],
            ReadAt = readAt,
        };
    }
}
