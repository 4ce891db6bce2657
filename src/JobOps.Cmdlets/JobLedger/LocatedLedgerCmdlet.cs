using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets that are told which ledger, instead of working with the connected one.</summary>
public abstract class LocatedLedgerCmdlet : AsyncCmdlet
{
    private protected LocatedLedgerCmdlet() { }

    /// <summary>
    /// Where the ledger is: <c>sqlite:path</c> or <c>sqlserver:connection string</c>. Without it, the default ledger.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LedgerLocationCompleter))]
    public string? Location { get; set; }

    /// <summary>The login for a ledger on SQL Server; put into the connection string, never stored.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// The name of a secret that holds that login, for Get-Secret of the module Microsoft.PowerShell.SecretManagement.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CredentialSecret { get; set; }

    /// <summary>The location with its login. Warns of a password that was typed.</summary>
    private protected Task<LedgerLocation> ReadLocationAsync() => Pipeline.InvokeAsync(() =>
    {
        var location = LedgerChoice.Read(this, Location);
        if (Location is not null && location.HoldsPassword)
            WriteWarning("The connection string holds a password, which stays in the history and in scripts. "
                + "Use -Credential or -CredentialSecret.");
        var credential = CredentialSecret is null ? Credential : LedgerSecret.Read(this, CredentialSecret);
        return credential is null ? location : LedgerChoice.WithCredential(location, credential);
    });
}
