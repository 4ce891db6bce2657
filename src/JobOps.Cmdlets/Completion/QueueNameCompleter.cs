using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Names of queues; the tooltip says what waits and runs in them.</summary>
public sealed class QueueNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from queue in await ledger.Queues.GetAsync(word + "*", cancellation)
        select Offer(queue.Name, $"{View.State(queue)}: {queue.Queued} queued, {queue.Running} running");
}
