using System.Management.Automation;
using System.Runtime.InteropServices;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>
/// Turns a signal that would end PowerShell, such as that of a terminal which is closed, into a stop while a run is executed
/// here: its processes are ended and it is written down how it ended. Then PowerShell ends, as it would have at once.
/// </summary>
sealed class EndSignals : IDisposable
{
    readonly List<PosixSignalRegistration> _registrations = [];
    readonly CmdletPipeline _pipeline;

    public EndSignals(CmdletPipeline pipeline)
    {
        _pipeline = pipeline;
        Listen(PosixSignal.SIGTERM, ExitCodes.Terminated);
        Listen(PosixSignal.SIGHUP, ExitCodes.HungUp);
        Listen(PosixSignal.SIGQUIT, ExitCodes.Quit);
    }

    /// <summary>128 and the number of the signal that came; null while none has.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Has the host end with the exit code of the signal, if one came.</summary>
    public Task EndHostAsync(PSCmdlet cmdlet) => ExitCode is { } code
        ? _pipeline.InvokeAsync(() =>
        {
            cmdlet.Host.SetShouldExit(code);
            return true;
        })
        : Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    void Listen(PosixSignal signal, int exitCode) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        // The second one ends the process, as it would have without us.
        if (ExitCode is not null)
            return;
        ExitCode = exitCode;
        context.Cancel = true;
        _pipeline.Stop();
    }));
}
