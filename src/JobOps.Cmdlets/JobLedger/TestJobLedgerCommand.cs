using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Verifies the journal of the job ledger.</summary>
/// <remarks>
/// Every entry of the journal is chained to the one before it by SHA-256. The whole journal is computed again, and
/// the first entry that does not fit is named: one that was changed, deleted, swapped or put in by hand. Whoever can
/// write the database can compute the whole chain anew: keep the digest elsewhere (a ticket, a printout, another
/// server) and compare it with -Digest, as long as nothing was to be written since.
/// </remarks>
/// <example>
/// <para>Verifies the journal; prints the verdict and the digest.</para>
/// <code>Test-JobLedger</code>
/// </example>
/// <example>
/// <para>Compares with a digest that was kept.</para>
/// <code>$kept = (Test-JobLedger).Digest
/// Test-JobLedger -Digest $kept</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "JobLedger")]
[OutputType(typeof(JournalVerification))]
public sealed class TestJobLedgerCommand : AsyncCmdlet
{
    /// <summary>A digest that was kept elsewhere. It differs as soon as anything was written since.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Digest { get; set; }

    private protected override async Task EndAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var found = await ledger.VerifyJournalAsync(StopToken);
        Pipeline.Write(found);
        if (!found.Valid)
            Pipeline.WriteError(Error.JournalBroken(found.RunId ?? 0, found.Sequence ?? 0, found.Problem ?? ""));
        else if (Digest is not null && !Digest.Trim().Equals(found.Digest, StringComparison.OrdinalIgnoreCase))
            Pipeline.WriteError(Error.DigestDiffers(Digest, found.Digest));
    }
}
