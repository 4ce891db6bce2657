using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Owners of registered jobs, so that a team has one name; the tooltip says what is theirs.</summary>
public sealed class OwnerCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from job in await ledger.Jobs.GetAsync("*", cancellation)
        where job.Owner.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        group job.Name by job.Owner into jobs
        orderby jobs.Key
        select Offer(jobs.Key, string.Join(", ", jobs));
}
