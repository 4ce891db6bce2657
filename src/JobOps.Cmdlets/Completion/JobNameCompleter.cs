using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Names of registered jobs; the tooltip says what a job achieves and whose it is.</summary>
public sealed class JobNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from job in await ledger.Jobs.GetAsync(word + "*", cancellation)
        select Offer(job.Name, $"{job.ExpectedResult} ({job.Owner})");
}
