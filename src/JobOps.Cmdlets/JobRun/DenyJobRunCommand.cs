using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Ends runs that await approval, before anything of them is executed.</summary>
/// <remarks>
/// Whoever may approve a run may deny it. The run becomes Cancelled, with the reason in its error. Whoever asked for a run takes it back
/// with Stop-JobRun.
/// </remarks>
/// <example>
/// <para>Says what would be denied.</para>
/// <code>Get-JobRun -Status AwaitingApproval | Deny-JobRun -Reason 'the fair is on' -WhatIf</code>
/// </example>
/// <example>
/// <para>Those of one job.</para>
/// <code>Get-JobRun -JobName site-release -Status AwaitingApproval | Deny-JobRun -Reason 'version 43 is not done yet'</code>
/// </example>
[Cmdlet(VerbsLifecycle.Deny, "JobRun", SupportsShouldProcess = true)]
[OutputType(typeof(JobRun))]
public sealed class DenyJobRunCommand : RunDecisionCmdlet
{
    /// <summary>Why: whoever asked for the run reads it.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = "";

    private protected override string Action => "Deny";

    private protected override Task<JobRun> DecideAsync(ILedger ledger, long runId) =>
        ledger.Approvals.DenyAsync(runId, Reason, StopToken);
}
