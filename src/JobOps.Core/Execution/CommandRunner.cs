using System.ComponentModel;
using System.Diagnostics;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>A process to start: no shell, every argument as it is.</summary>
sealed record CommandLine(
    string File, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);

/// <summary>Starts a process, captures what it prints, and ends it with its whole tree when it has to stop.</summary>
static class CommandRunner
{
    /// <summary>A child that has ended may leave its pipes to a child of its own: this long they are listened to.</summary>
    static readonly TimeSpan s_pipesAfterExit = TimeSpan.FromSeconds(2);

    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the process tree has been ended.</exception>
    /// <exception cref="Win32Exception">The file cannot be executed.</exception>
    public static async Task<int> RunAsync(
        CommandLine command, OutputCapture output, TimeSpan grace, CancellationToken cancellation)
    {
        var cookie = Guid.NewGuid().ToString("N");
        using var process = new Process { StartInfo = StartInfo(command, cookie) };
        process.Start();
        process.StandardInput.Close();
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
            await ProcessTree.EndAsync(process, cookie, grace);
            throw;
        }
        finally
        {
            await EndReadingAsync(reading, stopReading);
            output.Finish();
        }
        return process.ExitCode;
    }

    static ProcessStartInfo StartInfo(CommandLine command, string cookie)
    {
        var info = new ProcessStartInfo(command.File, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What belongs to this worker (the ledger's address, a secret for another step) is nothing for a child.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("JOBOPS_", StringComparison.OrdinalIgnoreCase)).ToList())
            info.Environment.Remove(name);
        info.Environment[ProcessTree.CookieVariable] = cookie;
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;
        return info;
    }

    static async Task EndReadingAsync(Task reading, CancellationTokenSource stopReading)
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
