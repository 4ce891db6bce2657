using System.Collections;
using System.Globalization;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Names of the steps of the run that stands on the line already.</summary>
public sealed class StepNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        if (!long.TryParse(
                Convert.ToString(bound["RunId"], CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var runId))
            return [];
        return from step in await ledger.GetStepsAsync(runId, cancellation)
               where step.StepName.StartsWith(word, StringComparison.OrdinalIgnoreCase)
               select Offer(step.StepName, $"step {step.Number} of run {runId}, {step.Status}");
    }
}
