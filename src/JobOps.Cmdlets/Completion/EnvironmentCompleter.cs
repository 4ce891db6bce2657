using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>
/// Environments of the ledger, and those that only the latest runs name; the tooltip says what it has, or when it was used last.
/// </summary>
public sealed class EnvironmentCompleter : LedgerCompleter
{
    // As many runs as Get-JobRun shows unless it is asked for more.
    const int Most = 1000;

    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        var set = await ledger.Environments.GetAsync("*", cancellation);
        var runs = await ledger.Runs.GetAsync(new() { Limit = Most }, cancellation);
        var offers = set.Select(one => (one.Name, Words: string.Join(", ", EnvironmentWords.Entries(one))))
            .Concat(from run in runs
                where run.Environment is not null
                select (Name: run.Environment!, Words: $"{run.JobName}, run {run.RunId}, {TimeWords.Ago(run.RequestedAt, run.ReadAt)}"));
        return from offer in offers.DistinctBy(offer => offer.Name, StringComparer.OrdinalIgnoreCase)
            where offer.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            orderby offer.Name
            select Offer(offer.Name, offer.Words.Length > 0 ? offer.Words : offer.Name);
    }
}
