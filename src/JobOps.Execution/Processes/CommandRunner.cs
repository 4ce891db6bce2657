using System.ComponentModel;
using System.Diagnostics;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>A process to start: no shell, every argument as it is.</summary>
/// <param name="File">Full path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">Absolute.</param>
/// <param name="Environment">Added to this process's own.</param>
/// <param name="Cookie">Marks it and all that it starts.</param>
/// <param name="Shielded">Ctrl+C at this process's terminal does not reach it; on Windows it never does.</param>
/// <param name="Contained">On Linux it gets a cgroup of its own, where one may be made.</param>
/// <param name="Input">Its standard input; null for none.</param>
sealed record CommandLine(
    string File, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment,
    string Cookie, bool Shielded = false, bool Contained = false, byte[]? Input = null);

/// <summary>Starts a process, captures what it prints, and ends it with its whole tree when it has to stop.</summary>
static class CommandRunner
{
    /// <summary>A child that has ended may leave its pipes to a child of its own: this long they are listened to.</summary>
    static readonly TimeSpan s_pipesAfterExit = TimeSpan.FromSeconds(2);

    // A terminal sends Ctrl+C to every process of its foreground group. Only a process that is not started yet can leave
    // it, so setsid stands in front of the program and becomes it: the process id stays the same.
    static readonly string? s_setsid = OperatingSystem.IsLinux() ? ExecutableFinder.Find("setsid", "/") : null;

    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the process tree has been ended.</exception>
    /// <exception cref="Win32Exception">The file cannot be executed.</exception>
    /// <exception cref="BatchArgumentException">Its arguments cannot be given to a batch file.</exception>
    public static async Task<int> RunAsync(
        CommandLine command, OutputCapture output, TimeSpan grace, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartInfo(command) };
        var tree = new ProcessTree(process, command.Cookie);
        tree.Begin();
        try
        {
            tree.Start(command.Contained);
            var writing = WriteAsync(process.StandardInput.BaseStream, command.Input);
            var exitCode = await AwaitAsync(process, tree, output, grace, cancellation);
            await writing;
            return exitCode;
        }
        finally
        {
            tree.End();
        }
    }

    // It may end without reading, or close its input: that is for it to decide.
    static async Task WriteAsync(Stream stream, byte[]? input)
    {
        try
        {
            await using (stream)
                await stream.WriteAsync(input ?? []);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>The same for a process that has been started, and does from now on what the cookie marks.</summary>
    public static async Task<int> AwaitAsync(
        Process process, string cookie, bool contained, OutputCapture output, TimeSpan grace, CancellationToken cancellation)
    {
        var tree = new ProcessTree(process, cookie);
        tree.Begin();
        try
        {
            tree.Adopt(contained);
            return await AwaitAsync(process, tree, output, grace, cancellation);
        }
        finally
        {
            tree.End();
        }
    }

    static async Task<int> AwaitAsync(
        Process process, ProcessTree tree, OutputCapture output, TimeSpan grace, CancellationToken cancellation)
    {
        var id = process.Id;
        using var stopReading = new CancellationTokenSource();
        var reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream, LogStream.Output, stopReading.Token),
            output.ReadAsync(process.StandardError.BaseStream, LogStream.Error, stopReading.Token));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await tree.EndAsync(grace);
            throw;
        }
        finally
        {
            await EndReadingAsync(reading, stopReading);
            output.Finish();
            ChildProcesses.Forget(id);
        }
        return process.ExitCode;
    }

    /// <summary>How a process is started whose output is captured.</summary>
    public static ProcessStartInfo StartInfo(CommandLine command)
    {
        var info = Words(command);
        info.WorkingDirectory = command.WorkingDirectory;
        info.UseShellExecute = false;
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        // Its own in any case: what ends it first asks it to end, and Ctrl+Break is for a group.
        if (OperatingSystem.IsWindows())
            info.CreateNewProcessGroup = true;
        // What belongs to this worker (the ledger's address, a secret for another step) is nothing for a child.
        foreach (var name in info.Environment.Keys.Where(IsOurs).ToList())
            info.Environment.Remove(name);
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;
        info.Environment[StepCookie.Variable] = command.Cookie;
        return info;
    }

    static ProcessStartInfo Words(CommandLine command)
    {
        if (OperatingSystem.IsWindows() && BatchCommandLine.IsNeeded(command.File))
            return new(
                Path.Combine(Environment.SystemDirectory, "cmd.exe"), BatchCommandLine.Write(command.File, command.Arguments));
        return command.Shielded && s_setsid is { } setsid
            ? new(setsid, [command.File, .. command.Arguments])
            : new(command.File, command.Arguments);
    }

    // Which PowerShell this machine has is no secret, and a child that starts one looks for the same.
    static bool IsOurs(string variable) =>
        variable.StartsWith("JOBOPS_", StringComparison.OrdinalIgnoreCase)
        && !variable.Equals(PowerShellProgram.EnvironmentVariable, StringComparison.OrdinalIgnoreCase);

    /// <summary>Waits for what is on its way, for as long as a pipe is listened to.</summary>
    public static async Task EndReadingAsync(Task reading, CancellationTokenSource stopReading)
    {
        try
        {
            await reading.WaitAsync(s_pipesAfterExit);
        }
        catch (TimeoutException)
        {
            await stopReading.CancelAsync();
            // The reads end by the token, or stay behind on a pipe that an orphan holds.
            await Task.WhenAny(reading, Task.Delay(s_pipesAfterExit));
        }
        catch (IOException)
        {
            // The pipe broke with the process; what came before is kept.
        }
    }
}
