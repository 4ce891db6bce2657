using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Gives logins of SQL Server a role in the job ledger.</summary>
/// <remarks>
/// Readers see everything. Operators also register jobs, start, stop and undo runs, pause queues and write notes. Workers
/// execute runs: it is the role for the account of a worker, and operators who execute runbooks in their own session need
/// it besides. Admins do what operators do, and purge. Nobody but the database's owner may change the schema, and nobody at
/// all an entry of the journal. A login that is no user of the database yet becomes one. The connected ledger has to be
/// opened by a database owner. An embedded ledger has no roles: the permissions of its file decide.
/// </remarks>
/// <example>
/// <para>Lets the account of the workers execute runs.</para>
/// <code>Grant-JobLedgerRole -Role Worker -Member 'CONTOSO\svc-jobops'</code>
/// </example>
/// <example>
/// <para>Shows what would be granted to two operators who also execute runbooks themselves.</para>
/// <code>'Operator', 'Worker' | ForEach-Object { Grant-JobLedgerRole $_ -Member anna, ben -WhatIf }</code>
/// </example>
[Cmdlet(VerbsSecurity.Grant, "JobLedgerRole", SupportsShouldProcess = true)]
[OutputType(typeof(LedgerRoleMember))]
public sealed class GrantJobLedgerRoleCommand : AsyncCmdlet
{
    /// <summary>What they may do: Reader, Operator, Worker or Admin.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public LedgerRole Role { get; set; }

    /// <summary>Users of the database, or logins of the server. Entra users have to be users of the database already.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Member { get; set; } = [];

    /// <summary>Writes who has which role now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Member, async member =>
        {
            if (!await Pipeline.ShouldProcessAsync($"'{member}' in {ledger.Info.Location}", $"Grant the role {Role}"))
                return;
            if (!await ledger.Access.GrantAsync(Role, member, StopToken))
                Pipeline.WriteVerbose($"'{member}' has the role {Role} already.");
            if (PassThru)
                Pipeline.Write(new LedgerRoleMember(Role, member));
        });
    }
}
