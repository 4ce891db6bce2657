using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Keeps jobs from taking new runs, and their runs from being claimed.</summary>
/// <remarks>
/// What is queued already stays queued and waits; what runs goes on. Rollbacks are executed all the same. Get-JobRun -Why
/// and Get-JobDefinition | Format-List say who disabled the job, when and why.
/// </remarks>
/// <example>
/// <para>Disables a job; whoever tries to start it reads the reason.</para>
/// <code>Disable-JobDefinition site-release -Reason 'release freeze until Monday'</code>
/// </example>
/// <example>
/// <para>Shows which jobs would be disabled.</para>
/// <code>Disable-JobDefinition site-* -Reason 'release freeze' -WhatIf</code>
/// </example>
[Cmdlet(VerbsLifecycle.Disable, "JobDefinition", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisableJobDefinitionCommand : SwitchJobDefinitionCmdlet
{
    private protected override bool Enabled => false;
}
