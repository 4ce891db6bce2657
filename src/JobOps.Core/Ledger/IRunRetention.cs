using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Ledger;

/// <summary>Takes out runs that ended long ago.</summary>
public interface IRunRetention
{
    /// <summary>Which runs are kept of jobs that say nothing of it; null for all.</summary>
    Task<RetentionRule?> GetRuleAsync(CancellationToken cancellation = default);

    /// <exception cref="JobOpsException">RetentionInvalid</exception>
    /// <returns>False when it stood so already.</returns>
    Task<bool> SetRuleAsync(RetentionRule? rule, CancellationToken cancellation = default);

    /// <summary>How many runs <see cref="PurgeAsync"/> would take out now.</summary>
    Task<long> CountAsync(PurgeQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Takes out runs that have ended, each with its rollbacks, steps, output, notes and chain of the journal. For each
    /// batch the ledger's own chain says which runs they were, and where their chains ended; so the journal verifies, and a
    /// digest of before still fits. Where the journal is append-only the chains stay, and go on being verified. Never a run
    /// with a rollback that has not ended, nor the newest run. Idempotency keys of runs that are gone are free again. When
    /// it is stopped, the batches that are done stay done.
    /// </summary>
    /// <param name="query">Which.</param>
    /// <param name="progress">Is told how many runs are gone.</param>
    /// <param name="cancellation">Stops it between two batches.</param>
    Task<RunPurge> PurgeAsync(PurgeQuery query, IProgress<long>? progress = null, CancellationToken cancellation = default);
}
