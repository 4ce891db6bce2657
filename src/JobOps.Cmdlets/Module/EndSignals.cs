using System.Runtime.InteropServices;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>
/// Turns a signal that would end PowerShell, such as that of a terminal which is closed, into a stop while a run is executed
/// here: its processes are ended and it is written down how it ended. Then PowerShell ends, as it would have at once.
/// </summary>
sealed class EndSignals : IDisposable
{
    readonly List<PosixSignalRegistration> _registrations = [];
    readonly CmdletPipeline _pipeline;
    int? _exitCode;

    public EndSignals(CmdletPipeline pipeline)
    {
        _pipeline = pipeline;
        Listen(PosixSignal.SIGTERM, ExitCodes.Terminated);
        Listen(PosixSignal.SIGHUP, ExitCodes.HungUp);
        Listen(PosixSignal.SIGQUIT, ExitCodes.Quit);
    }

    /// <summary>Ends the process where a signal came, with 128 and its number: nothing of a script that it was to end goes on.</summary>
    public void EndProcess()
    {
        if (_exitCode is { } code)
            Environment.Exit(code);
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    void Listen(PosixSignal signal, int exitCode) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        // The second one ends the process, as it would have without us.
        if (_exitCode is not null)
            return;
        _exitCode = exitCode;
        context.Cancel = true;
        var isLast = LastSignal.Is(signal);
        if (isLast)
            _registrations.Clear();
        _pipeline.Stop();
        if (isLast)
            LastSignal.Wait();
    }));
}
