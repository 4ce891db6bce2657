using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Workers; the tooltip says how long they have worked and what they have in hand.</summary>
public sealed class WorkerNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from worker in await ledger.Workers.GetAsync(cancellation)
        where worker.Worker.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        select Offer(
            worker.Worker, $"{worker.Status}, started {TimeWords.Ago(worker.StartedAt, worker.ReadAt)}, {worker.Runs.Count} runs in hand");
}
