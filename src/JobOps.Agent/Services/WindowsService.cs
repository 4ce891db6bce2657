using System.Runtime.ExceptionServices;
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

    /// <summary>The base class tells that the service is running once <see cref="OnStart"/> has returned, without a sign of it; told of
    /// an end before that, the service manager would take the service for one that runs for ever.</summary>
    static readonly TimeSpan s_untilRunning = TimeSpan.FromSeconds(1);

    readonly Func<CancellationToken, Task<int>> _work;
    readonly TimeSpan _drainTime;
    readonly CancellationTokenSource _stop = new();
    Task? _working;
    ExceptionDispatchInfo? _failure;

    WindowsService(Func<CancellationToken, Task<int>> work, TimeSpan drainTime)
    {
        _work = work;
        _drainTime = drainTime;
        ServiceName = WorkerServiceSetup.ServiceName;
        CanShutdown = true;
    }

    /// <summary>Works until the service manager says stop; returns the exit code that it was told. What ended the work is thrown, once
    /// the service manager knows.</summary>
    /// <param name="work">Works until it is told to end.</param>
    /// <param name="drainTime">So long it may take then.</param>
    /// <exception cref="JobOpsException">ServiceNeedsWindows: no service manager has started this process</exception>
    public static int Run(Func<CancellationToken, Task<int>> work, TimeSpan drainTime)
    {
        using var service = new WindowsService(work, drainTime);
        // Without a service manager it would say so there, and return as if all were well.
        Console.SetOut(TextWriter.Null);
        Run(service);
        if (service._working is null)
            throw new JobOpsException(Error.ServiceNeedsWindows());
        service._failure?.Throw();
        return service.ExitCode;
    }

    protected override void OnStart(string[] args) => _working = Task.Run(WorkAsync);

    protected override void OnStop()
    {
        RequestAdditionalTime(_drainTime + s_giveBack);
        _stop.Cancel();
        _working!.GetAwaiter().GetResult();
    }

    protected override void OnShutdown() => OnStop();

    protected override void Dispose(bool disposing)
    {
        _stop.Dispose();
        base.Dispose(disposing);
    }

    async Task WorkAsync()
    {
        var running = Task.Delay(s_untilRunning);
        try
        {
            ExitCode = await _work(_stop.Token);
        }
        // Whatever it was: a service whose worker is gone must not stay running.
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            // First the code, by which the service manager acts, then the words, which may meet a failure of their own.
            ExitCode = (exception as JobOpsException)?.Error.ExitCode ?? ExitCodes.Failed;
            LastWords.Write(EventLog, exception);
        }
        await running;
        // It has ended by itself: the service manager learns it from the exit code, and acts on it.
        if (!_stop.IsCancellationRequested)
            _ = Task.Run(Stop);
    }
}
