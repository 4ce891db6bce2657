using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Environments of the latest runs; the tooltip says when each was used last.</summary>
public sealed class EnvironmentCompleter : LedgerCompleter
{
    // As many runs as Get-JobRun shows unless it is asked for more.
    const int Most = 1000;

    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from run in (await ledger.Runs.GetAsync(new() { Limit = Most }, cancellation)).DistinctBy(run => run.Environment)
        let environment = run.Environment ?? ""
        where environment.Length > 0 && environment.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        orderby environment
        select Offer(environment, $"{run.JobName}, run {run.RunId}, {TimeWords.Ago(run.RequestedAt, run.ReadAt)}");
}
