using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Connects the session to a job ledger.</summary>
/// <remarks>
/// The ledger stays connected for all runspaces of the process until Disconnect-JobLedger. Cmdlets that find no
/// connection open the default ledger by themselves: the one that the environment variable JOBOPS_LEDGER names, or
/// the file in the user's data folder. An embedded ledger (SQLite) is created or brought up to date on the way, in a folder
/// that is there; a ledger on SQL Server has to be initialised once with Initialize-JobLedger.
/// Where it fails, the session has no ledger, also not the one that it had: nothing is done until a Connect-JobLedger
/// succeeds, or Disconnect-JobLedger goes back to the default ledger.
/// </remarks>
/// <example>
/// <para>Opens, and if need be creates, an embedded ledger in the current folder.</para>
/// <code>Connect-JobLedger sqlite:./ledger.db -PassThru</code>
/// </example>
/// <example>
/// <para>Connects to a ledger on SQL Server. The password comes from a credential and stands in no history.</para>
/// <code>Connect-JobLedger 'sqlserver:Server=db1;Database=ops;Encrypt=true' -Credential (Get-Credential)</code>
/// </example>
/// <example>
/// <para>Takes the login from a vault of the module SecretManagement, and looks at who the ledger takes it for.</para>
/// <code>Connect-JobLedger 'sqlserver:Server=db1;Database=ops' -CredentialSecret jobops-worker
/// (Get-JobLedger).Actor</code>
/// </example>
/// <example>
/// <para>Makes a ledger with its folder, for the first time.</para>
/// <code>Connect-JobLedger sqlite:./ledgers/web.db -Create</code>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "JobLedger")]
[OutputType(typeof(LedgerInfo))]
public sealed class ConnectJobLedgerCommand : LocatedLedgerCmdlet
{
    /// <summary>
    /// Makes an embedded ledger where there is none, with its folder. Without it, a ledger is made in a folder that is there,
    /// and a folder never. A ledger on a server is made by Initialize-JobLedger.
    /// </summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>Writes what the ledger says of itself.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task EndAsync()
    {
        var ledger = await LedgerSession.ConnectAsync(ChooseAsync, Create, StopToken);
        if (PassThru)
            Pipeline.Write(ledger.Info);
    }

    async Task<LedgerLocation> ChooseAsync()
    {
        var location = await ReadLocationAsync();
        Pipeline.WriteVerbose($"Connecting to {location}.");
        return location;
    }
}
