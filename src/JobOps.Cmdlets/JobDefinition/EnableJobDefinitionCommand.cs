using System.Management.Automation;

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
public sealed class EnableJobDefinitionCommand : SwitchJobDefinitionCmdlet
{
    private protected override bool Enabled => true;
}
