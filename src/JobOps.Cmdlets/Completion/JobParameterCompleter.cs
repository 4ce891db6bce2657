using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>The hashtable with the parameters that the chosen job takes.</summary>
public sealed class JobParameterCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        await ledger.Jobs.FindAsync(JobName(bound), version: null, cancellation) is { } job ? ParameterOffer.Of(job.Parameters) : [];
}
