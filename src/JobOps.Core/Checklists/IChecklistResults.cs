using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>The lists that were gone through.</summary>
public interface IChecklistResults
{
    /// <summary>Keeps one; answers that were given now get the actor and the time of the ledger.</summary>
    /// <returns>It with what the ledger gives.</returns>
    /// <exception cref="Errors.JobOpsException">ChangeNotFound</exception>
    Task<ChecklistResult> AddAsync(ChecklistResult result, CancellationToken cancellation = default);

    /// <summary>Newest first.</summary>
    /// <param name="name">Only of this list; null for all.</param>
    /// <param name="changeId">Only for this change; null for all.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<IReadOnlyList<ChecklistResult>> GetAsync(
        string? name = null, ChangeId? changeId = null, int limit = 1000, CancellationToken cancellation = default);
}
