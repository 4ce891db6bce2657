using System.Collections;
using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Names of schedules; the tooltip says what they start, and when.</summary>
public sealed class ScheduleNameCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation) =>
        from schedule in await ledger.Schedules.GetAsync(word + "*", job: null, cancellation)
        select Offer(schedule.Name, $"{schedule.JobName}: {ScheduleWords.InWords(schedule)}");
}
