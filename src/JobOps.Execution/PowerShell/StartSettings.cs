using System.Diagnostics;

namespace JobOps.Execution;

/// <summary>
/// What a PowerShell process of ours is told by its environment when it starts, to be ready sooner and to leave the processor to
/// others. The script and its programs have the environment without it. What its user has set stays.
/// </summary>
/// <seealso href="https://learn.microsoft.com/dotnet/core/runtime-config/compilation"/>
/// <seealso href="https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_telemetry"/>
public static class StartSettings
{
    static readonly (string Variable, string Value)[] s_all =
    [
        // To count what is executed, and to compile it better later on, costs a start more than it brings.
        ("DOTNET_TieredPGO", "0"),
        // A thread of .NET's pool that has nothing to do turns for a while before it sleeps: a fifth of what a host has of a small
        // machine, while the other one has work.
        ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"),
        // Each start would be told to Microsoft. A session that a person starts is that person's affair, these are ours.
        ("POWERSHELL_TELEMETRY_OPTOUT", "1"),
    ];

    /// <summary>What the process executes first, before anything of the script.</summary>
    public static string FirstWords => string.Concat(
        s_all.Where(one => Environment.GetEnvironmentVariable(one.Variable) is null).Select(one => $"$env:{one.Variable} = $null; "));

    /// <summary>Sets the environment of a process that is to be started.</summary>
    public static void Prepare(ProcessStartInfo start)
    {
        foreach (var (variable, value) in s_all)
            start.Environment.TryAdd(variable, value);
    }
}
