using System.Diagnostics;
using JobOps.Harness;

namespace JobOps.Agent.Tests.Support;

/// <summary>A signal to a process, as from <c>kill</c>.</summary>
static class Signal
{
    public static async Task SendAsync(string name, Process process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.EndAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
