using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Stops runs, wherever they are.</summary>
/// <remarks>
/// A run that waits, or whose worker is gone, is cancelled at once. The worker of a running one is asked to stop it: it
/// ends the process tree of the step (TERM, and KILL after a grace time), writes the run down as Cancelled and takes the
/// next one. That takes a second or two; the run comes back from -PassThru as it is right after the request. Steps that
/// are finished stay finished: Restart-JobRun goes on after them, and Invoke-Rollback undoes them.
/// </remarks>
/// <example>
/// <para>Stops a run and says why.</para>
/// <code>Start-Job site-release -Parameter @{ version = '4' } | Stop-JobRun -Reason 'wrong version'</code>
/// </example>
/// <example>
/// <para>Takes all that waits out of a queue.</para>
/// <code>Get-JobRun -Queue images -Status Queued, Scheduled | Stop-JobRun -Reason 'not needed any more' -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "JobRun", SupportsShouldProcess = true)]
[OutputType(typeof(JobRun))]
public sealed class StopJobRunCommand : RunDecisionCmdlet
{
    /// <summary>Why: kept in the journal and with the run.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override string Action => "Stop";

    private protected override Task<JobRun> DecideAsync(ILedger ledger, long runId) =>
        ledger.Requests.StopAsync(runId, Reason, StopToken);
}
