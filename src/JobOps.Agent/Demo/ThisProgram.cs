using System.Diagnostics;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Demo;

/// <summary>Starts <c>jobops</c> again as a process of its own.</summary>
sealed class ThisProgram(DemoFolder folder)
{
    const string SearchPath = "PATH";

    // The job files of the demo call jobops, and mean this one.
    readonly string _path =
        $"{Path.GetDirectoryName(ThisExecutable.Words[0])}{Path.PathSeparator}{Environment.GetEnvironmentVariable(SearchPath)}";

    /// <summary>Whoever has only <c>dotnet jobops.dll</c> has no program that a job file could call.</summary>
    /// <exception cref="JobOpsException">DemoNeedsProgram</exception>
    public static void RequireOneWord()
    {
        if (ThisExecutable.Words.Count > 1)
            throw new JobOpsException(Error.DemoNeedsProgram(string.Join(' ', ThisExecutable.Words)));
    }

    /// <summary>How to start it; its working directory and its ledger are the demo's.</summary>
    public ProcessStartInfo Call(params string[] arguments)
    {
        var start = new ProcessStartInfo(ThisExecutable.Words[0], [.. ThisExecutable.Words.Skip(1), .. arguments])
        {
            WorkingDirectory = folder.Path,
        };
        start.Environment[SearchPath] = _path;
        start.Environment[LedgerLocation.EnvironmentVariable] = folder.Ledger.ToEnvironmentValue();
        return start;
    }
}
