using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Owners of registered jobs and of changes, so that a team has one name; the tooltip says what is theirs.</summary>
public sealed class OwnerCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        var jobs = await ledger.Jobs.GetAsync("*", cancellation);
        var changes = await ledger.Changes.GetAsync(new(), cancellation);
        return
            from owned in jobs.Select(job => (job.Owner, job.Name))
                .Concat(changes.Select(change => (change.Owner, Name: change.ChangeId.ToString())))
            where owned.Owner.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            group owned.Name by owned.Owner into names
            orderby names.Key
            select Offer(names.Key, string.Join(", ", names));
    }
}
