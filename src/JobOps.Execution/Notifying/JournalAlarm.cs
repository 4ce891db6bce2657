using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;
using JobOps.Outbox;

namespace JobOps.Execution;

/// <summary>Tells those who want to know that the journal is not as it was written.</summary>
public static class JournalAlarm
{
    /// <summary>Whoever verifies may be allowed to read only: then nobody is told but by the command itself.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="found">What was found.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RaiseAsync(ILedger ledger, JournalVerification found, CancellationToken cancellation = default)
    {
        var what = found.Problem ?? (found.LedgerTable == LedgerTableVerdict.Broken ? found.LedgerTableProblem : null);
        if (what is null)
            return;
        try
        {
            await ledger.Outbox.RaiseAsync(OutboxEventKind.JournalBroken, runId: null, what, cancellation);
        }
        catch (JobOpsException)
        {
            // What was found is said in any case, and a ledger that is broken may well refuse more.
        }
    }
}
