namespace JobOps.Workers;

/// <summary>Who works.</summary>
public interface IJobWorkers
{
    /// <summary>Writes down that a worker has started. It counts as lost when it does not renew in time.</summary>
    Task RegisterAsync(JobWorker worker, TimeSpan lease, CancellationToken cancellation = default);

    /// <summary>Writes down that it takes nothing new.</summary>
    Task DrainAsync(string worker, CancellationToken cancellation = default);

    /// <summary>Takes out a worker that has stopped.</summary>
    Task RemoveAsync(string worker, CancellationToken cancellation = default);

    /// <summary>Those that are alive, and those that were lost within the last day; by name.</summary>
    Task<IReadOnlyList<JobWorker>> GetAsync(CancellationToken cancellation = default);
}
