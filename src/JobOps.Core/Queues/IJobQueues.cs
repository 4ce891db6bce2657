namespace JobOps.Queues;

/// <summary>The queues.</summary>
public interface IJobQueues
{
    /// <summary>Those whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<JobQueue>> GetAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>While a queue is paused nothing of it is claimed; what runs goes on. False when it stood so already.</summary>
    /// <exception cref="Errors.JobOpsException">QueueNotFound</exception>
    Task<bool> SetPausedAsync(string name, bool paused, string? reason, CancellationToken cancellation = default);

    /// <summary>Sets how many of its runs may run at once, 1 to 10000, or null for no limit; makes the queue where there is
    /// none. False when it stood so already.</summary>
    /// <exception cref="Errors.JobOpsException">QueueNameInvalid, ConcurrencyInvalid</exception>
    Task<bool> SetConcurrencyAsync(string name, int? concurrency, CancellationToken cancellation = default);

    /// <summary>Sets in how many parts its runs wait, 1 to <see cref="JobQueue.MostPartitions"/>; makes the queue where there
    /// is none. Runs that wait already stay in their part and are claimed all the same. False when it stood so already.</summary>
    /// <exception cref="Errors.JobOpsException">QueueNameInvalid, PartitionsInvalid</exception>
    Task<bool> SetPartitionsAsync(string name, int partitions, CancellationToken cancellation = default);
}
