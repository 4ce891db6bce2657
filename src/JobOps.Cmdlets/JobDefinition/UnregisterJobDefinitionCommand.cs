using System.Management.Automation;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Takes jobs out of use.</summary>
/// <remarks>The runs of the job, their steps and the journal stay; they can still be read and rolled back.</remarks>
/// <example>
/// <para>Takes a job out of use and says why.</para>
/// <code>Unregister-JobDefinition clear-cache -Reason 'replaced by cache rules' -Confirm:$false</code>
/// </example>
/// <example>
/// <para>Shows which jobs would be taken out of use.</para>
/// <code>Unregister-JobDefinition temp-* -WhatIf</code>
/// </example>
[Cmdlet(VerbsLifecycle.Unregister, "JobDefinition", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class UnregisterJobDefinitionCommand : ChangeJobDefinitionCmdlet
{
    private protected override string Action => "Unregister";

    private protected override Task ChangeAsync(ILedger ledger, JobDefinition job) =>
        ledger.Jobs.UnregisterAsync(job.Name, Reason, StopToken);
}
