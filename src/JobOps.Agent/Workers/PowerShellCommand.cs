using System.ComponentModel;
using System.Diagnostics;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Agent.Workers;

/// <summary><c>jobops powershell</c>: which PowerShell the scripts of jobs are started with, seen from this folder.</summary>
sealed class PowerShellCommand() : AgentCommand("powershell", "Show which PowerShell scripts are started with")
{
    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var program = PowerShellProgram.Find(Environment.CurrentDirectory);
        var version = await VersionOfAsync(program, call.Cancellation);
        call.Screen.Show(
            new { program.File, program.Arguments, program.Origin, Version = version },
            found => Tables.Details(
                ("Program", string.Join(' ', [found.File, .. found.Arguments])),
                ("Version", found.Version),
                ("Found", OriginText(found.Origin))));
        return ExitCodes.Ok;
    }

    static string OriginText(PowerShellOrigin origin) => origin switch
    {
        PowerShellOrigin.Variable => $"named by {PowerShellProgram.EnvironmentVariable}",
        PowerShellOrigin.Host => "this process",
        PowerShellOrigin.Path => "on PATH",
        _ => "as a .NET tool",
    };

    /// <exception cref="JobOpsException">PowerShellNotFound: it does not start.</exception>
    static async Task<string> VersionOfAsync(PowerShellProgram program, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                program.File, [.. program.Arguments, "-NoProfile", "-NonInteractive", "-Command", "\"$($PSVersionTable.PSVersion)\""])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? output.Trim()
                : throw new JobOpsException(Error.PowerShellNotFound(
                    $"{program.File} ended with exit code {process.ExitCode}: {(await errors).Trim()}"));
        }
        catch (Win32Exception exception)
        {
            throw new JobOpsException(Error.PowerShellNotFound($"{program.File}: {exception.Message}"), exception);
        }
    }
}
