using System.Management.Automation;
using System.Management.Automation.Host;

namespace JobOps.Cmdlets;

/// <summary>
/// The bars of ledger jobs while a cmdlet of PowerShell waits for them. That cmdlet blocks the pipeline's thread, the
/// only one that may write progress, so they go to the host, which takes them from any thread.
/// </summary>
sealed class WaitingBars : IDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<int, ProgressRecord> _shown = [];
    readonly List<LedgerJob> _jobs;
    readonly PSHostUserInterface _screen;
    bool _ended;

    WaitingBars(PSHostUserInterface screen, List<LedgerJob> jobs)
    {
        _screen = screen;
        _jobs = jobs;
        foreach (var job in jobs)
        {
            job.Progressed += Move;
            if (job.Progressing is { } progress)
                Move(progress);
        }
    }

    /// <summary>Null where the caller wants no progress. On the pipeline's thread.</summary>
    public static WaitingBars? Show(PSCmdlet cmdlet, List<LedgerJob> jobs)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return jobs.Count == 0 || $"{wanted}" is nameof(ActionPreference.SilentlyContinue) or nameof(ActionPreference.Ignore)
            ? null
            : new(cmdlet.Host.UI, jobs);
    }

    /// <summary>Takes them away.</summary>
    public void Dispose()
    {
        foreach (var job in _jobs)
            job.Progressed -= Move;
        lock (_lock)
        {
            _ended = true;
            foreach (var bar in _shown.Values)
                _screen.WriteProgress(0, new(bar.ActivityId, bar.Activity, "Ended") { RecordType = ProgressRecordType.Completed });
        }
    }

    void Move(ProgressRecord progress)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            if (progress.RecordType == ProgressRecordType.Completed)
                _shown.Remove(progress.ActivityId);
            else
                _shown[progress.ActivityId] = progress;
            _screen.WriteProgress(0, progress);
        }
    }
}
