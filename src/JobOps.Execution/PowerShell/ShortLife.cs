using System.Diagnostics;

namespace JobOps.Execution;

/// <summary>
/// A PowerShell process that ends after one script. .NET counts what a program executes, to compile it better later on: such a process
/// never comes so far, and starts sooner without. What its user has set stays.
/// </summary>
/// <seealso href="https://learn.microsoft.com/dotnet/core/runtime-config/compilation#profile-guided-optimization"/>
public static class ShortLife
{
    const string Variable = "DOTNET_TieredPGO";

    /// <summary>What the process executes first: the script and its programs have the environment without it.</summary>
    public static string FirstWords => Environment.GetEnvironmentVariable(Variable) is null ? $"$env:{Variable} = $null; " : "";

    /// <summary>Sets the environment of a process that is to be started.</summary>
    public static void Prepare(ProcessStartInfo start) => start.Environment.TryAdd(Variable, "0");
}
