using System.Management.Automation;
using JobOps.Journal;

namespace JobOps.Cmdlets;

/// <summary>Takes a digest of the journal, to be kept away from the ledger.</summary>
/// <remarks>
/// The digest names the end of every chain of the journal at this moment. Test-JobLedger -Digest compares with it at any
/// later time, however many entries were added since: what it covers must be unchanged and complete. So whoever may write
/// to the database, and could compute all of the journal anew, cannot touch what a digest in another place covers. It
/// holds hashes and run numbers only, some 24 characters for each run. Taking one changes nothing and recomputes nothing:
/// Test-JobLedger says whether the journal is sound now.
/// </remarks>
/// <example>
/// <para>Keeps a digest as a file, and compares with it later.</para>
/// <code>Get-JobLedgerDigest | ConvertTo-Json | Set-Content ./digest.json
/// Test-JobLedger -Digest ./digest.json</code>
/// </example>
/// <example>
/// <para>The short form, for a ticket or a printout.</para>
/// <code>(Get-JobLedgerDigest).Sha256</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobLedgerDigest")]
[OutputType(typeof(JournalDigest))]
public sealed class GetJobLedgerDigestCommand : AsyncCmdlet
{
    private protected override async Task EndAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        Pipeline.Write(await ledger.Journal.GetDigestAsync(StopToken));
    }
}
