using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Creates the tables of a job ledger, or brings them up to date.</summary>
/// <remarks>
/// All missing migrations are applied in one transaction under a lock, so that two administrators do not meet. With
/// -WhatIf the SQL of the missing migrations is shown and nothing is changed: a database administrator can read it
/// first, or run it by hand. An embedded ledger needs no initialisation: it is brought up to date when it is opened.
/// </remarks>
/// <example>
/// <para>Shows the SQL that would be executed.</para>
/// <code>Initialize-JobLedger sqlite:./ledger.db -WhatIf</code>
/// </example>
/// <example>
/// <para>Applies it, and shows which migrations were applied.</para>
/// <code>Initialize-JobLedger sqlite:./ledger.db -PassThru</code>
/// </example>
[Cmdlet(VerbsData.Initialize, "JobLedger", SupportsShouldProcess = true)]
[OutputType(typeof(Migration))]
public sealed class InitializeJobLedgerCommand : AsyncCmdlet
{
    /// <summary>
    /// Where the ledger is: <c>sqlite:path</c> or <c>sqlserver:connection string</c>. Without it, the default ledger.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>The login for a ledger on SQL Server; it needs the right to create tables.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Writes the migrations that were applied.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task EndAsync()
    {
        var location = await Pipeline.InvokeAsync(() => LedgerChoice.Read(this, Location, Credential));
        var pending = await LedgerFactory.Instance.GetPendingMigrationsAsync(location, StopToken);
        if (pending.Count == 0)
        {
            Pipeline.WriteVerbose($"{location} is up to date.");
            return;
        }
        var names = string.Join(", ", pending.Select(migration => $"{migration.Version} {migration.Name}"));
        var sql = string.Join("\n", pending.Select(migration => $"-- {migration.Version} {migration.Name}\n{migration.Sql}"));
        if (!await Pipeline.ShouldProcessAsync(
                $"Apply migrations {names} to {location}:\n{sql}", $"Apply migrations {names} to {location}?", "Initialize-JobLedger"))
            return;
        var applied = await LedgerFactory.Instance.InitializeAsync(location, StopToken);
        if (PassThru)
            Pipeline.Write(applied, enumerate: true);
    }
}
