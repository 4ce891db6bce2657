using System.Management.Automation;

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
[OutputType(typeof(Runs.JobRun))]
public sealed class ApproveJobRunCommand : AsyncCmdlet
{
    /// <summary>Ids of runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>Why: kept in the journal.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Writes the runs.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(RunId, async id =>
        {
            if (!await Pipeline.ShouldProcessAsync($"run {id}", "Approve"))
                return;
            var run = await ledger.Approvals.ApproveAsync(id, Reason, StopToken);
            if (PassThru)
                Pipeline.Write(run);
        });
    }
}
