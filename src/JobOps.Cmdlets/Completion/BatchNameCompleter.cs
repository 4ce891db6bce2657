using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Batches of the last runs; the tooltip says how many runs they have.</summary>
public sealed class BatchNameCompleter : LedgerCompleter
{
    const int Looked = 1000;

    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from run in await ledger.Runs.GetAsync(new() { Limit = Looked }, cancellation)
        where run.Batch?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true
        group run by run.Batch into batch
        select Offer(batch.Key, Wording.RunWords.Count(batch.Count()));
}
