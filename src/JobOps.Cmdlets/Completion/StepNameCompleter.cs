using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Names of the steps of the runs that stand on the line already.</summary>
public sealed class StepNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        var offers = new List<CompletionResult>();
        foreach (var runId in RunIds(bound))
            offers.AddRange(
                from step in await ledger.Steps.GetAsync(runId, cancellation)
                where step.StepName.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                select Offer(step.StepName, $"step {step.Number} of run {runId}, {step.Status}"));
        return offers.DistinctBy(offer => offer.CompletionText, StringComparer.OrdinalIgnoreCase);
    }
}
