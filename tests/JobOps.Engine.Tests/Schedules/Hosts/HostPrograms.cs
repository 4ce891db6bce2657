using System.Diagnostics;

namespace JobOps.Engine.Tests.Schedules.Hosts;

/// <summary>The real schedulers of this machine.</summary>
static class HostPrograms
{
    /// <summary>What a program prints, all of it; it has to succeed.</summary>
    public static string Run(string program, params string[] words)
    {
        var (exitCode, output) = TryRun(program, words);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', words)}: {exitCode}\n{output}");
        return output;
    }

    public static (int ExitCode, string Output) TryRun(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public static void Need(string program)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(found, $"{program} is not on this machine");
    }
}
