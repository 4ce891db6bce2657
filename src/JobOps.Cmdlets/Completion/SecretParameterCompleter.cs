using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>The hashtable with the secrets of the chosen run's job: all that has to be given again.</summary>
public sealed class SecretParameterCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        var run = RunIds(bound) is [var runId, ..] ? await ledger.Runs.FindAsync(runId, cancellation) : null;
        var job = await ledger.Jobs.FindAsync(run?.JobName ?? JobName(bound), run?.JobVersion, cancellation);
        return job is null ? [] : ParameterOffer.Of([.. job.Secrets]);
    }
}
