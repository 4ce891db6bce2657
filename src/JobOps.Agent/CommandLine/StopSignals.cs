using System.Runtime.InteropServices;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Agent.CommandLine;

/// <summary>
/// Turns the first signal that would end the process into a cancellation, so that a run is stopped and recorded before
/// that. The next one ends the process at once, as it would have without us; a command that knows how to hurry takes
/// it first. On Windows only Ctrl+C can be followed by another: what is sent for Ctrl+Break, for a console that is closed and for the
/// end of the machine also reaches the processes of the steps, and after the last two Windows ends this process in five seconds. So
/// there is nothing to wait for, and each of them is both signals at once.
/// </summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly CancellationTokenSource _hurry = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    bool _canHurry;

    public StopSignals()
    {
        Listen(PosixSignal.SIGINT, ExitCodes.Interrupted);
        Listen(PosixSignal.SIGTERM, ExitCodes.Terminated);
        // A terminal that is closed. Under nohup the signal is ignored from the start, and never comes.
        Listen(PosixSignal.SIGHUP, ExitCodes.HungUp);
        Listen(PosixSignal.SIGQUIT, ExitCodes.Quit);
    }

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>128 and the number of the signal that came; 130 while none has.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    /// <summary>Takes the second signal away from the process: it cancels the token instead.</summary>
    public CancellationToken TakeSecond()
    {
        _canHurry = true;
        return _hurry.Token;
    }

    void Listen(PosixSignal signal, int exitCode) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context => Stop(context, exitCode)));

    void Stop(PosixSignalContext signal, int exitCode)
    {
        if (OperatingSystem.IsWindows() && signal.Signal != PosixSignal.SIGINT)
        {
            StopAtOnce(signal, exitCode);
            return;
        }
        var next = !_stop.IsCancellationRequested ? _stop : _canHurry && !_hurry.IsCancellationRequested ? _hurry : null;
        if (next is null)
            return;
        ExitCode = exitCode;
        signal.Cancel = true;
        next.Cancel();
    }

    void StopAtOnce(PosixSignalContext signal, int exitCode)
    {
        if (_hurry.IsCancellationRequested)
            return;
        var isLast = LastSignal.Is(signal.Signal);
        if (isLast)
            _registrations.Clear();
        ExitCode = exitCode;
        signal.Cancel = true;
        _stop.Cancel();
        _hurry.Cancel();
        if (isLast)
            LastSignal.Wait();
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
        _hurry.Dispose();
    }
}
