using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Names of cache rules; the tooltip says what they are about.</summary>
public sealed class CacheRuleCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from rule in await ledger.CacheRules.GetAsync(word + "*", cancellation)
        select Offer(rule.Name, $"{rule.Match}: {rule.Why}");
}
