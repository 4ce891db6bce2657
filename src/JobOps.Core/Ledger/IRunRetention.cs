using JobOps.Runs;

namespace JobOps.Ledger;

/// <summary>Takes out runs that ended long ago.</summary>
public interface IRunRetention
{
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

/// <summary>Which runs to take out. All conditions must hold.</summary>
public sealed record PurgeQuery
{
    /// <summary>Those that ended by themselves or were stopped. <see cref="RunStatus.Unknown"/> waits for an operator.</summary>
    public static IReadOnlyList<RunStatus> Ended { get; } = [RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled];

    /// <summary>Ended before; rollbacks of the run, too.</summary>
    public required DateTimeOffset Before { get; init; }
    /// <summary>A name with <c>*</c> and <c>?</c> as wildcards; null for all.</summary>
    public string? JobName { get; init; }
    /// <summary>How they ended. Runs that have not ended are never taken out.</summary>
    public IReadOnlyList<RunStatus> Statuses { get; init; } = Ended;
}

/// <summary>What was taken out.</summary>
public sealed record RunPurge
{
    public long Runs { get; init; }
    /// <summary>Entries of the journal; 0 where it is append-only.</summary>
    public long Entries { get; init; }
    /// <summary>Those that ended before.</summary>
    public DateTimeOffset Before { get; init; }
    public string Ledger { get; init; } = "";
}
