namespace JobOps.Rehearsals;

/// <summary>The rehearsals.</summary>
public interface IRehearsals
{
    /// <summary>Keeps a rehearsal, passed or not.</summary>
    /// <exception cref="Errors.JobOpsException">JobNotFound, EnvironmentNotFound</exception>
    Task<Rehearsal> AddAsync(Rehearsal rehearsal, CancellationToken cancellation = default);

    /// <summary>Newest first.</summary>
    /// <param name="jobName">Of this job; null for all.</param>
    /// <param name="environment">In this environment; null for all.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<IReadOnlyList<Rehearsal>> GetAsync(
        string? jobName = null, string? environment = null, int limit = 1000, CancellationToken cancellation = default);
}
