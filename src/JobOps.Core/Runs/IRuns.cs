namespace JobOps.Runs;

/// <summary>The runs, to look at.</summary>
public interface IRuns
{
    Task<JobRun?> FindAsync(long runId, CancellationToken cancellation = default);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<JobRun>> GetAsync(RunQuery query, CancellationToken cancellation = default);
}
