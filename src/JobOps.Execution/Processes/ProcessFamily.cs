using System.Diagnostics;

namespace JobOps.Execution;

/// <summary>
/// A process that a session has started, and on Windows all that comes out of it. It outlives the session, and a later try of its run
/// finds on Linux what it has left (<see cref="LeftProcesses"/>).
/// </summary>
public sealed class ProcessFamily : IDisposable
{
    readonly StepJobObject? _jobObject;

    /// <param name="process">Has just been started.</param>
    public ProcessFamily(Process process)
    {
        if (!OperatingSystem.IsWindows() || StepJobObject.New(endsWithThis: false) is not { } jobObject)
            return;
        if (jobObject.Adopt(process, isNew: true))
            _jobObject = jobObject;
        else
            jobObject.Dispose();
    }

    /// <summary>Ends what is left of it at once.</summary>
    public void Kill()
    {
        if (OperatingSystem.IsWindows())
            _jobObject?.Kill();
    }

    /// <summary>Lets go of it: what has been left running on purpose goes on.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
            _jobObject?.Dispose();
    }
}
