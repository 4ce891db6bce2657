using System.Management.Automation;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Lets disabled jobs take new runs again.</summary>
/// <remarks>
/// What has waited meanwhile is claimed. A job that is enabled already stays as it is. Get-JobDefinition | Format-List
/// says who enabled the job, when and why.
/// </remarks>
/// <example>
/// <para>Enables a job.</para>
/// <code>Enable-JobDefinition site-release -Reason 'freeze is over'</code>
/// </example>
/// <example>
/// <para>Enables every disabled job.</para>
/// <code>Get-JobDefinition | Where-Object { -not $_.Enabled } | Enable-JobDefinition</code>
/// </example>
[Cmdlet(VerbsLifecycle.Enable, "JobDefinition", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class EnableJobDefinitionCommand : ChangeJobDefinitionCmdlet
{
    private protected override string Action => "Enable";

    private protected override async Task ChangeAsync(ILedger ledger, JobDefinition job)
    {
        if (!await ledger.Jobs.SetEnabledAsync(job.Name, enabled: true, Reason, StopToken))
            Pipeline.WriteVerbose($"Job '{job.Name}' is enabled already.");
    }
}
