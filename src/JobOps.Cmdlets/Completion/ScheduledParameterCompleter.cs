using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>The hashtable with the parameters of the job that a schedule starts: the one that is typed, or the one that it has.</summary>
public sealed class ScheduledParameterCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        var job = bound["JobName"] as string;
        if (job is null && bound["Name"] is string schedule)
            job = (await ledger.Schedules.FindAsync(schedule, cancellation))?.JobName;
        return job is not null && await ledger.Jobs.FindAsync(job, version: null, cancellation) is { } found
            ? ParameterOffer.Of(found.Parameters)
            : [];
    }
}
