using JobOps.Values;

namespace JobOps.Changes;

/// <summary>The changes: what is to be altered, how far it is, and that one alters a thing at a time.</summary>
public interface IChanges
{
    /// <summary>Writes a change down. Two that alter the same are not open at once, whoever asks at the same moment.</summary>
    /// <exception cref="Errors.JobOpsException">ChangeIncomplete, ChangeOverlaps</exception>
    Task<Change> OpenAsync(NewChange change, CancellationToken cancellation = default);

    Task<Change?> FindAsync(ChangeId changeId, CancellationToken cancellation = default);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Change>> GetAsync(ChangeQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Takes a change further. <see cref="ChangeStatus.Measured"/> without a measurement, and <see cref="ChangeStatus.RolledBack"/>
    /// without a rollback of ours, are what somebody says: with a reason. A status that it has already changes nothing.
    /// </summary>
    /// <param name="changeId">The change.</param>
    /// <param name="status">Any but Open.</param>
    /// <param name="reason">Why; Measured, RolledBack and Abandoned ask for one.</param>
    /// <param name="command">What was done by hand, for Applied; null where nothing was.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="Errors.JobOpsException">ChangeNotFound, ChangeEnded, ChangeNotMeasured, ChangeNotApplied,
    /// ChangeAppliedAlready, ChangeReasonMissing, ChangeRunsToUndo, ChangeRunsUnfinished, ChangeNoteMissing</exception>
    Task<Change> SetStatusAsync(
        ChangeId changeId, ChangeStatus status, string? reason = null, string? command = null, CancellationToken cancellation = default);
}

/// <summary>Which changes to read. All conditions must hold.</summary>
public sealed record ChangeQuery
{
    public IReadOnlyList<ChangeStatus>? Statuses { get; init; }
    /// <summary>The owner, whole; null for all.</summary>
    public string? Owner { get; init; }
    /// <summary>Opened at or after.</summary>
    public DateTimeOffset? Since { get; init; }
    public int Limit { get; init; } = 1000;
}

/// <summary>What is asked of changes in more than one place.</summary>
public static class ChangesExtensions
{
    /// <exception cref="Errors.JobOpsException">ChangeNotFound</exception>
    public static async Task<Change> RequireAsync(this IChanges changes, ChangeId changeId, CancellationToken cancellation = default) =>
        await changes.FindAsync(changeId, cancellation)
        ?? throw new Errors.JobOpsException(Errors.Error.ChangeNotFound(changeId));
}
