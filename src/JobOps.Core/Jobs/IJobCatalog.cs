namespace JobOps.Jobs;

/// <summary>The definitions.</summary>
public interface IJobCatalog
{
    /// <summary>Adds a version, or finds that the newest is the same already (<see cref="JobDefinition.Unchanged"/>).</summary>
    /// <exception cref="Errors.JobOpsException">JobInvalid, JobNameTaken, JobCycle</exception>
    Task<JobDefinition> RegisterAsync(JobDefinition definition, CancellationToken cancellation = default);

    /// <summary>The newest version, or the one asked for; null where there is none.</summary>
    Task<JobDefinition?> FindAsync(string name, int? version = null, CancellationToken cancellation = default);

    /// <summary>The newest versions whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<JobDefinition>> GetAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>The jobs that are started by themselves after this one and others, by name: those that name it in <c>after</c>.</summary>
    Task<IReadOnlyList<string>> GetSuccessorsAsync(string name, CancellationToken cancellation = default);

    /// <summary>A disabled job takes no new runs, and none of its runs is claimed. False when it stood so already.</summary>
    Task<bool> SetEnabledAsync(string name, bool enabled, string? reason, CancellationToken cancellation = default);

    /// <summary>Takes the definition out of use; its runs and the journal stay.</summary>
    Task UnregisterAsync(string name, string? reason, CancellationToken cancellation = default);
}
