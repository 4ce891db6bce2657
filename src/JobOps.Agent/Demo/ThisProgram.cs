using System.Diagnostics;
using JobOps.Ledger;

namespace JobOps.Agent.Demo;

/// <summary>Starts <c>jobops</c> again as a process of its own.</summary>
sealed class ThisProgram(DemoFolder folder)
{
    /// <summary>How to start it; its working directory and its ledger are the demo's.</summary>
    public ProcessStartInfo Call(params string[] arguments)
    {
        var program = Environment.ProcessPath!;
        // Started as "dotnet jobops.dll", the program is only the first argument.
        var start = Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new ProcessStartInfo(program, [Path.GetFullPath(Environment.GetCommandLineArgs()[0]), .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = folder.Path;
        start.Environment[LedgerLocation.EnvironmentVariable] = folder.Ledger.ToEnvironmentValue();
        return start;
    }
}
