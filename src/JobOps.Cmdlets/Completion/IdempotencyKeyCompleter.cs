using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Idempotency keys of the latest runs, of the job that stands on the line where one does.</summary>
public sealed class IdempotencyKeyCompleter : LedgerCompleter
{
    // As many runs as Get-JobRun shows unless it is asked for more.
    const int Most = 1000;

    // A runbook stands there by its script.
    private protected override IDictionary Prepare(IDictionary bound) =>
        TypedRunbook.Find(bound) is { } runbook ? new Hashtable { ["Name"] = runbook.Name } : bound;

    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from run in await ledger.Runs.GetAsync(
            new() { JobName = JobName(bound) is { Length: > 0 } job ? job : null, Limit = Most }, cancellation)
        where run.IdempotencyKey?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true
        select Offer(run.IdempotencyKey!, $"{run.JobName}, run {run.RunId}, {TimeWords.Ago(run.RequestedAt, run.ReadAt)}");
}
