using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Lets go of the connected job ledger.</summary>
/// <remarks>The next cmdlet that needs a ledger opens the default one. Nothing happens where none was connected.</remarks>
/// <example>
/// <para>Closes the connection.</para>
/// <code>Disconnect-JobLedger</code>
/// </example>
/// <example>
/// <para>Looks at another ledger for a moment.</para>
/// <code>Connect-JobLedger sqlite:./copy.db
/// Get-JobRun -Last 5
/// Disconnect-JobLedger</code>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "JobLedger")]
[OutputType(typeof(void))]
public sealed class DisconnectJobLedgerCommand : AsyncCmdlet
{
    private protected override Task EndAsync() => LedgerSession.DisconnectAsync();
}
