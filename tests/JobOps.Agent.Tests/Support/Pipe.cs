using System.Diagnostics;

namespace JobOps.Agent.Tests.Support;

/// <summary>A named pipe: a step that reads it waits until a test says go. No clock is involved.</summary>
static class Pipe
{
    public static async Task CreateAsync(string path)
    {
        using var mkfifo = Process.Start("mkfifo", [path]);
        await mkfifo.WaitForExitAsync();
        Assert.Equal(0, mkfifo.ExitCode);
    }

    /// <summary>Waits for the reader, and lets it go on.</summary>
    public static Task SayGoAsync(string path) =>
        Task.Run(() => File.AppendAllText(path, "go\n")).WaitAsync(TimeSpan.FromMinutes(1));
}
