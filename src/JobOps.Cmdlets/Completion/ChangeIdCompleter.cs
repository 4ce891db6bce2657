using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>The latest changes, those that go on first; the tooltip says which it is.</summary>
public sealed class ChangeIdCompleter : LedgerCompleter
{
    // What one pages through with Tab; an older change is looked up by Get-Change.
    const int Most = 50;

    private protected override Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) => OffersAsync(ledger, word, cancellation);

    internal static async Task<IEnumerable<CompletionResult>> OffersAsync(ILedger ledger, string word, CancellationToken cancellation) =>
        from change in (await ledger.Changes.GetAsync(new() { Limit = Most }, cancellation)).OrderBy(change => change.IsEnded)
        let id = change.ChangeId.ToString()
        where id.StartsWith(word, StringComparison.OrdinalIgnoreCase) || id.AsSpan(1).StartsWith(word, StringComparison.Ordinal)
        select Offer(id, $"{change.Status}: {change.Title} ({change.Owner})");
}
