using System.Management.Automation;
using JobOps.Execution;
using JobOps.Journal;

namespace JobOps.Cmdlets;

/// <summary>Verifies the journal of the job ledger.</summary>
/// <remarks>
/// Every entry of the journal is chained to the one before it by SHA-256. The whole journal is computed again, and
/// the first entry that does not fit is named: one that was changed, deleted, swapped or put in by hand. Whoever can
/// write the database can compute the whole chain anew: keep a digest elsewhere (another server, a backup, a mail) and
/// compare with it by -Digest at any later time. What the digest covers must be unchanged and complete; entries that were
/// added since are no fault. Where the journal is an append-only ledger table (Initialize-JobLedger -LedgerTables), the
/// server verifies it by its own means as well; without the rights for that the answer is that nobody can tell.
/// The file of an embedded ledger is made for its owner alone: a warning, and Exposure, say when others can read it.
/// </remarks>
/// <example>
/// <para>Verifies the journal; prints the verdict and the SHA-256 of its digest.</para>
/// <code>Test-JobLedger</code>
/// </example>
/// <example>
/// <para>Compares with a digest that was kept, as a file or as an object.</para>
/// <code>$kept = Get-JobLedgerDigest
/// Test-JobLedger -Digest $kept</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "JobLedger")]
[OutputType(typeof(JournalVerification))]
public sealed class TestJobLedgerCommand : AsyncCmdlet
{
    /// <summary>
    /// A digest that was kept elsewhere: what Get-JobLedgerDigest returned, or the path of its JSON. The 64 digits of its
    /// SHA-256 alone do, too, as long as nothing was written since.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public object? Digest { get; set; }

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var kept = await Pipeline.InvokeAsync(() => KeptDigest.Read(this, Digest));
        var ledger = await Pipeline.LedgerAsync();
        var found = await ledger.Journal.VerifyAsync(kept.Whole, StopToken);
        await JournalAlarm.RaiseAsync(ledger, found, StopToken);
        Pipeline.Write(found);
        if (found.Exposure is { } exposure)
            Pipeline.WriteWarning($"{exposure}.");
        if (found.FindError(kept.Sha256) is { } error)
            Pipeline.WriteError(error);
    }
}
