using System.Runtime.InteropServices;
using JobOps.Errors;

namespace JobOps.Agent.CommandLine;

/// <summary>
/// Turns the first SIGINT or SIGTERM into a cancellation, so that a run is stopped and recorded before the process
/// ends. A second one ends the process at once, as it would have without us.
/// </summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly List<PosixSignalRegistration> _registrations = [];

    public StopSignals()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, ExitCodes.Interrupted)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, ExitCodes.Terminated)));
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>130 or 143, by the signal that came; 130 while none has.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    void Stop(PosixSignalContext signal, int exitCode)
    {
        if (_stop.IsCancellationRequested)
            return;
        ExitCode = exitCode;
        signal.Cancel = true;
        _stop.Cancel();
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }
}
