using System.Collections;
using System.Globalization;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Ids of the latest runs; the tooltip says which run it is.</summary>
public sealed class RunIdCompleter : LedgerCompleter
{
    // What one pages through with Tab; an older run is looked up by Get-JobRun.
    const int Most = 50;

    private protected override Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) => OffersAsync(ledger, word, cancellation);

    internal static async Task<IEnumerable<CompletionResult>> OffersAsync(ILedger ledger, string word, CancellationToken cancellation) =>
        from run in await ledger.Runs.GetAsync(new() { Limit = Most }, cancellation)
        let id = run.RunId.ToString(CultureInfo.InvariantCulture)
        where id.StartsWith(word, StringComparison.Ordinal)
        select Offer(id, $"{run.JobName}, {run.Status}, {TimeWords.Ago(run.RequestedAt, run.ReadAt)}");
}
