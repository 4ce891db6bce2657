using System.Diagnostics;
using JobOps.Harness;

namespace JobOps.Agent.Tests.Support;

/// <summary>A named pipe: a step that reads it waits until a test says go. No clock is involved.</summary>
static class Pipe
{
    public static async Task CreateAsync(string path)
    {
        using var mkfifo = Process.Start("mkfifo", [path]);
        await mkfifo.EndAsync();
        Assert.Equal(0, mkfifo.ExitCode);
    }

    /// <summary>Waits for the reader, which goes on when it is written to.</summary>
    public static Task<StreamWriter> MeetReaderAsync(string path) =>
        Task.Run(() => File.AppendText(path)).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Waits for the reader, and lets it go on.</summary>
    public static async Task SayGoAsync(string path)
    {
        await using var pipe = await MeetReaderAsync(path);
        await pipe.WriteLineAsync("go");
    }
}
