using System.Runtime.Versioning;
using System.ServiceProcess;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Agent.Services;

/// <summary>Answers the service manager of Windows: a stop is what TERM is elsewhere.</summary>
[SupportedOSPlatform("windows")]
sealed class WindowsService : ServiceBase
{
    /// <summary>After the drain time the rest is given back, and that is written down.</summary>
    static readonly TimeSpan s_giveBack = TimeSpan.FromSeconds(30);

    readonly Func<CancellationToken, Task<int>> _work;
    readonly TimeSpan _drainTime;
    readonly CancellationTokenSource _stop = new();
    Task _working = Task.CompletedTask;

    WindowsService(Func<CancellationToken, Task<int>> work, TimeSpan drainTime)
    {
        _work = work;
        _drainTime = drainTime;
        CanShutdown = true;
    }

    /// <summary>Works until the service manager says stop; returns the exit code that it was told.</summary>
    public static int Run(Func<CancellationToken, Task<int>> work, WorkerOptions options)
    {
        using var service = new WindowsService(work, options.DrainTime);
        Run(service);
        return service.ExitCode;
    }

    protected override void OnStart(string[] args) => _working = Task.Run(WorkAsync);

    protected override void OnStop()
    {
        RequestAdditionalTime(_drainTime + s_giveBack);
        _stop.Cancel();
        _working.GetAwaiter().GetResult();
    }

    protected override void OnShutdown() => OnStop();

    protected override void Dispose(bool disposing)
    {
        _stop.Dispose();
        base.Dispose(disposing);
    }

    async Task WorkAsync()
    {
        try
        {
            ExitCode = await _work(_stop.Token);
        }
        catch (JobOpsException failure)
        {
            ExitCode = failure.Error.ExitCode;
            EventLog.WriteEntry(failure.Message, System.Diagnostics.EventLogEntryType.Error);
        }
        // It has ended by itself: the service manager learns it from the exit code, and acts on it.
        if (!_stop.IsCancellationRequested)
            _ = Task.Run(Stop);
    }
}
