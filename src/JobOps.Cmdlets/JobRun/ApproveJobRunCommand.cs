using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Lets runs be executed that await approval.</summary>
/// <remarks>
/// Who approves is whom the database knows, and never whoever asked for the run. Where the job or the environment names logins and
/// groups, it is one of them. What was approved is one version of the job with one set of parameters: when another version is registered
/// before the run begins, the approval is void and the run is not executed.
/// </remarks>
/// <example>
/// <para>Says what would be approved; Get-JobRun -Why says by whom it may be.</para>
/// <code>Get-JobRun -Status AwaitingApproval | Approve-JobRun -WhatIf</code>
/// </example>
/// <example>
/// <para>Those of one job.</para>
/// <code>Get-JobRun -JobName site-release -Status AwaitingApproval | Approve-JobRun -Reason 'it was seen in staging'</code>
/// </example>
[Cmdlet(VerbsLifecycle.Approve, "JobRun", SupportsShouldProcess = true)]
[OutputType(typeof(JobRun))]
public sealed class ApproveJobRunCommand : RunDecisionCmdlet
{
    /// <summary>Why: kept in the journal.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override string Action => "Approve";

    private protected override Task<JobRun> DecideAsync(ILedger ledger, long runId) =>
        ledger.Approvals.ApproveAsync(runId, Reason, StopToken);
}
