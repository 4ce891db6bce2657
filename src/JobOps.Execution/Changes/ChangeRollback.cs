using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Which runs the rollback of a whole change undoes.</summary>
public static class ChangeRollback
{
    /// <summary>The runs of a change that are to be undone, the last one first.</summary>
    /// <exception cref="JobOpsException">ChangeNotFound, ChangeEnded, ChangeHasNoRuns</exception>
    public static async Task<IReadOnlyList<JobRun>> RunsToUndoAsync(
        ILedger ledger, ChangeId changeId, CancellationToken cancellation = default)
    {
        var change = await ledger.Changes.RequireAsync(changeId, cancellation);
        if (change.Status is ChangeStatus.RolledBack)
            return [];
        // What never started has done nothing.
        var runs = (await ledger.Runs.GetAsync(new() { ChangeId = changeId, Limit = int.MaxValue }, cancellation))
            .Where(run => run is { Kind: not RunKind.Rollback, RolledBackBy: null, StartedAt: not null })
            .OrderByDescending(run => run.RunId).ToList();
        if (change.IsEnded)
            throw new JobOpsException(
                Error.ChangeEnded(changeId, change.Status.ToString().ToLowerInvariant(), runs.Count > 0 ? runs[0].RunId : null));
        return runs.Count > 0 ? runs : throw new JobOpsException(Error.ChangeHasNoRuns(changeId));
    }
}
