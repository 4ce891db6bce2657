using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Reads a change with all that is known of it.</summary>
public sealed class ChangeReader(ILedger ledger)
{
    /// <exception cref="JobOpsException">ChangeNotFound</exception>
    public async Task<Change> ReadAsync(ChangeId changeId, CancellationToken cancellation = default)
    {
        var change = await ledger.Changes.RequireAsync(changeId, cancellation);
        var compared = await new ChangeComparer(ledger).TryCompareAsync(change, new(), cancellation);
        return change with
        {
            Baselines = await ledger.Baselines.GetAsync(changeId, cancellation),
            Metrics = compared?.Metrics ?? [],
            Note = (await ledger.Notes.GetAsync(new() { ChangeId = changeId, Limit = 1 }, cancellation)).FirstOrDefault(),
        };
    }
}
