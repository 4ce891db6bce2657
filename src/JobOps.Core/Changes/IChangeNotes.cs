namespace JobOps.Changes;

/// <summary>The final notes.</summary>
public interface IChangeNotes
{
    Task<ChangeNote> WriteAsync(ChangeNote note, CancellationToken cancellation = default);

    /// <summary>Newest first; of one run, or of all whose job name matches.</summary>
    Task<IReadOnlyList<ChangeNote>> GetAsync(
        long? runId = null, string jobName = "*", int limit = 1000, CancellationToken cancellation = default);
}
