using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Runs, and behind them changes: for what can be of either, and stands at the same place of the line.</summary>
public sealed class RunOrChangeIdCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        (await RunIdCompleter.OffersAsync(ledger, word, cancellation))
        .Concat(await ChangeIdCompleter.OffersAsync(ledger, word, cancellation));
}
