extern alias PowerShell;

using System.Management.Automation;
using JobOps.Cmdlets;

// The error ids of a cmdlet end with the full name of its class, and scripts compare them.
namespace Microsoft.PowerShell.Commands;

/// <summary>Waits for background jobs as PowerShell's own cmdlet does, and shows how far runs of the ledger are.</summary>
/// <remarks>
/// For each run that is waited for there is a progress bar: what the run waits for, or which step of how many is
/// executed, for how long, and the last line of its output. Jobs of other kinds are waited for as ever. A job whose
/// ledger was disconnected meanwhile ends the wait.
/// </remarks>
/// <example>
/// <para>Waits for a run that a worker executes, and takes what it printed.</para>
/// <code>Start-Job site-release -Parameter @{ version = '6' } | Wait-Job -Timeout 60 | Receive-Job</code>
/// </example>
/// <example>
/// <para>Waits for a background job of PowerShell.</para>
/// <code>Start-Job { 1 + 1 } | Wait-Job | Receive-Job</code>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "Job", DefaultParameterSetName = SessionIdSet)]
[OutputType(typeof(Job))]
public sealed class WaitJobCommand : PowerShell::Microsoft.PowerShell.Commands.WaitJobCommand
{
    // The built-in cmdlet's names for its parameter sets.
    const string SessionIdSet = "SessionIdParameterSet";
    const string NameSet = "NameParameterSet";
    const string InstanceIdSet = "InstanceIdParameterSet";
    const string StateSet = "StateParameterSet";
    const string FilterSet = "FilterParameterSet";

    readonly List<LedgerJob> _jobs = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _jobs.AddRange(Chosen());
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        using var bars = new WaitingBars(ProgressScreen.Of(this), _jobs);
        base.EndProcessing();
    }

    IEnumerable<LedgerJob> Chosen()
    {
        var all = SessionJobs.Current.All;
        return ParameterSetName switch
        {
            NameSet => Name.SelectMany(SessionJobs.Current.Named),
            SessionIdSet => all.Where(job => Id.Contains(job.Id)),
            InstanceIdSet => all.Where(job => InstanceId.Contains(job.InstanceId)),
            StateSet => all.Where(job => job.JobStateInfo.State == State),
            FilterSet => all.Where(new LedgerJobFilter(Filter).Fits),
            _ => Job.OfType<LedgerJob>(),
        };
    }
}
