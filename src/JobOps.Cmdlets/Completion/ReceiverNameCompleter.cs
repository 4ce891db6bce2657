using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Names of receivers; the tooltip says what they are told.</summary>
public sealed class ReceiverNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from receiver in await ledger.Notifications.GetReceiversAsync(word + "*", cancellation)
        select Offer(receiver.Name, $"{receiver.Method}: {NotificationWords.What(receiver)}");
}
