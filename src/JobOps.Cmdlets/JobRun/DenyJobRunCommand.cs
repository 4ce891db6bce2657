using System.Management.Automation;

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
[OutputType(typeof(Runs.JobRun))]
public sealed class DenyJobRunCommand : AsyncCmdlet
{
    /// <summary>Ids of runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>Why: whoever asked for the run reads it.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = "";

    /// <summary>Writes the runs.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(RunId, async id =>
        {
            if (!await Pipeline.ShouldProcessAsync($"run {id}", "Deny"))
                return;
            var run = await ledger.Approvals.DenyAsync(id, Reason, StopToken);
            if (PassThru)
                Pipeline.Write(run);
        });
    }
}
