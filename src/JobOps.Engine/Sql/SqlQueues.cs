using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Queues;

namespace JobOps.Engine.Sql;

sealed class SqlQueues(ILedgerStore store) : IJobQueues
{
    static readonly Statement s_queue = "SELECT QueueId, Partitions FROM jobops.Queue WHERE Name = @name";

    static readonly Statement s_addQueue = new(
        "INSERT INTO jobops.Queue (Name) OUTPUT inserted.QueueId VALUES (@name)",
        "INSERT INTO Queue (Name) VALUES (@name) RETURNING QueueId");

    internal static readonly Statement AddLane = new(
        """
        INSERT INTO jobops.Lane (QueueId, JobId, Partition) SELECT @queueId, @jobId, @partition
        WHERE NOT EXISTS (SELECT 1 FROM jobops.Lane WHERE QueueId = @queueId AND JobId = @jobId AND Partition = @partition)
        """,
        "INSERT OR IGNORE INTO Lane (QueueId, JobId, Partition) VALUES (@queueId, @jobId, @partition)");

    static readonly Statement s_queues =
        """
        SELECT q.Name, q.Concurrency, q.Partitions, q.PausedAt, q.PausedBy, q.PausedReason,
          (SELECT COUNT(*) FROM jobops.Run AS r WHERE r.Status = 'Queued' AND r.QueueId = q.QueueId) AS Queued,
          (SELECT COUNT(*) FROM jobops.Run AS r WHERE r.Status = 'Scheduled' AND r.QueueId = q.QueueId) AS Scheduled,
          (SELECT COUNT(*) FROM jobops.Run AS r WHERE r.Status = 'Running' AND r.QueueId = q.QueueId) AS Running,
          (SELECT MIN(r.RequestedAt) FROM jobops.Run AS r WHERE r.Status = 'Queued' AND r.QueueId = q.QueueId) AS OldestQueuedAt
        FROM jobops.Queue AS q WHERE q.Name LIKE @pattern ESCAPE '\' ORDER BY q.Name
        """;

    static readonly Statement s_pause =
        """
        UPDATE jobops.Queue SET PausedAt = @at, PausedBy = @actor, PausedReason = @reason
        WHERE QueueId = @queueId AND ((PausedAt IS NULL AND @at IS NOT NULL) OR (PausedAt IS NOT NULL AND @at IS NULL))
        """;

    static readonly Statement s_setConcurrency =
        """
        UPDATE jobops.Queue SET Concurrency = @concurrency
        WHERE QueueId = @queueId AND COALESCE(Concurrency, 0) <> COALESCE(@concurrency, 0)
        """;

    static readonly Statement s_setPartitions =
        "UPDATE jobops.Queue SET Partitions = @partitions WHERE QueueId = @queueId AND Partitions <> @partitions";

    internal static readonly Statement RunningOfJob =
        "SELECT RunId FROM jobops.Run WHERE Status = 'Running' AND JobId = @id ORDER BY RunId";

    static readonly Statement s_runningOfQueue =
        "SELECT RunId FROM jobops.Run WHERE Status = 'Running' AND QueueId = @id ORDER BY RunId";

    internal static readonly Statement SetJobSlot =
        "UPDATE jobops.Run WITH (ROWLOCK) SET JobSlot = @slot WHERE RunId = @runId AND Status = 'Running'";

    static readonly Statement s_setQueueSlot =
        "UPDATE jobops.Run WITH (ROWLOCK) SET QueueSlot = @slot WHERE RunId = @runId AND Status = 'Running'";

    public Task<IReadOnlyList<JobQueue>> GetAsync(string namePattern = "*", CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobQueue>>(
            async transaction => [.. (await transaction.QueryAsync<QueueRow>(s_queues, new { pattern = LedgerText.Like(namePattern) }))
                .Select(row => row.ToQueue(transaction.Now))],
            cancellation);

    public Task<bool> SetPausedAsync(
        string name, bool paused, string? reason, CancellationToken cancellation = default)
    {
        JobQueue.RequireName(name);
        return store.WriteAsync(
            async transaction =>
            {
                var queue = await transaction.QueryFirstAsync<QueueKey>(s_queue, new { name })
                            ?? throw new JobOpsException(Error.QueueNotFound(name));
                var change = new
                {
                    queueId = queue.QueueId,
                    at = paused ? transaction.Now : (DateTimeOffset?)null,
                    actor = paused ? transaction.Actor : null,
                    reason = paused ? reason : null,
                };
                if (await transaction.ExecuteAsync(s_pause, change) == 0)
                    return false;
                await JournalWriter.AppendAsync(transaction, 0, paused ? "QueuePaused" : "QueueResumed", new { queue = name, reason });
                return true;
            },
            cancellation);
    }

    public Task<bool> SetConcurrencyAsync(string name, int? concurrency, CancellationToken cancellation = default)
    {
        JobQueue.RequireName(name);
        if (concurrency is < 1 or > JobDefinitionRules.GreatestConcurrency)
            throw new JobOpsException(Error.ConcurrencyInvalid($"queue '{name}'", concurrency.Value));
        return store.WriteAsync(
            async transaction =>
            {
                var queueId = (await RequireAsync(transaction, name)).QueueId;
                if (await transaction.ExecuteAsync(s_setConcurrency, new { queueId, concurrency }) == 0)
                    return false;
                if (concurrency is not null)
                    await SlotRunningAsync(transaction, s_runningOfQueue, s_setQueueSlot, queueId);
                await JournalWriter.AppendAsync(transaction, 0, "QueueConcurrencySet", new { queue = name, concurrency });
                return true;
            },
            cancellation);
    }

    public Task<bool> SetPartitionsAsync(string name, int partitions, CancellationToken cancellation = default)
    {
        JobQueue.RequireName(name);
        if (partitions is < 1 or > JobQueue.MostPartitions)
            throw new JobOpsException(Error.PartitionsInvalid(name, partitions));
        return store.WriteAsync(
            async transaction =>
            {
                var queueId = (await RequireAsync(transaction, name)).QueueId;
                if (await transaction.ExecuteAsync(s_setPartitions, new { queueId, partitions }) == 0)
                    return false;
                await JournalWriter.AppendAsync(transaction, 0, "QueuePartitionsSet", new { queue = name, partitions });
                return true;
            },
            cancellation);
    }

    /// <summary>The queue; one that is named for the first time is made.</summary>
    internal static async Task<QueueKey> RequireAsync(LedgerTransaction transaction, string name)
    {
        if (await transaction.QueryFirstAsync<QueueKey>(s_queue, new { name }) is { } known)
            return known;
        var queueId = await transaction.QueryFirstAsync<int>(s_addQueue, new { name });
        await JournalWriter.AppendAsync(transaction, 0, "QueueCreated", new { queue = name });
        return new() { QueueId = queueId, Partitions = 1 };
    }

    /// <summary>What runs already counts against a limit that is new.</summary>
    internal static async Task SlotRunningAsync(LedgerTransaction transaction, Statement running, Statement setSlot, int id)
    {
        var runIds = await transaction.QueryAsync<long>(running, new { id });
        await transaction.ExecuteEachAsync(setSlot, [.. runIds.Select(runId => new { runId, slot = (int?)null })]);
        await transaction.ExecuteEachAsync(setSlot, [.. runIds.Select((runId, index) => new { runId, slot = (int?)index + 1 })]);
    }

    internal sealed class QueueKey
    {
        public int QueueId { get; init; }
        public int Partitions { get; init; }
    }

    sealed class QueueRow
    {
        public string Name { get; init; } = "";
        public int? Concurrency { get; init; }
        public int Partitions { get; init; }
        public DateTimeOffset? PausedAt { get; init; }
        public string? PausedBy { get; init; }
        public string? PausedReason { get; init; }
        public long Queued { get; init; }
        public long Scheduled { get; init; }
        public long Running { get; init; }
        public DateTimeOffset? OldestQueuedAt { get; init; }

        public JobQueue ToQueue(DateTimeOffset readAt) => new()
        {
            Name = Name,
            Paused = PausedAt is not null,
            PausedAt = PausedAt,
            PausedBy = PausedBy,
            PausedReason = PausedReason,
            Concurrency = Concurrency,
            Partitions = Partitions,
            Queued = Queued,
            Scheduled = Scheduled,
            Running = Running,
            OldestQueuedAt = OldestQueuedAt,
            ReadAt = readAt,
        };
    }
}
