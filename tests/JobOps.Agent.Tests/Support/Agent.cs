using System.Diagnostics;

namespace JobOps.Agent.Tests.Support;

/// <summary>The program under test.</summary>
static class Agent
{
    /// <summary>The folder that it was built into.</summary>
    public static string Folder => Repository.AgentOutput;

    /// <summary>How to call it, with an environment that no earlier call and no developer has left traces in.</summary>
    public static ProcessStartInfo Call(string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, "jobops"), arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
            start.Environment.Remove(name);
        return start;
    }

    static bool IsOurs(string variable) =>
        variable.StartsWith("JOBOPS_", StringComparison.Ordinal) || variable is "NO_COLOR" or "COLUMNS";
}
