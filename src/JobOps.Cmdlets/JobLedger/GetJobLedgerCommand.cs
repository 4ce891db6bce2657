using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Says which job ledger the session works with.</summary>
/// <remarks>Where none is connected, the default ledger is opened. No password is ever shown.</remarks>
/// <example>
/// <para>Shows the ledger, its schema version and who it takes you for.</para>
/// <code>Get-JobLedger | Format-List</code>
/// </example>
/// <example>
/// <para>Makes sure that a script works on the ledger that it is meant for.</para>
/// <code>if ((Get-JobLedger).Provider -ne 'SQLite') { throw 'Not on this ledger.' }</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobLedger")]
[OutputType(typeof(LedgerInfo))]
public sealed class GetJobLedgerCommand : AsyncCmdlet
{
    private protected override async Task EndAsync() => Pipeline.Write((await Pipeline.LedgerAsync()).Info);
}
