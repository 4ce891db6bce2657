using System.Diagnostics;
using JobOps.Agent.CommandLine;
using JobOps.Ledger;

namespace JobOps.Agent.Demo;

/// <summary>Starts <c>jobops</c> again as a process of its own.</summary>
sealed class ThisProgram(DemoFolder folder)
{
    /// <summary>How to start it; its working directory and its ledger are the demo's.</summary>
    public ProcessStartInfo Call(params string[] arguments)
    {
        var start = new ProcessStartInfo(ThisExecutable.Words[0], [.. ThisExecutable.Words.Skip(1), .. arguments])
        {
            WorkingDirectory = folder.Path,
        };
        start.Environment[LedgerLocation.EnvironmentVariable] = folder.Ledger.ToEnvironmentValue();
        return start;
    }
}
