using System.Diagnostics;
using System.Globalization;
using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>The process that executes an ad-hoc run: a pwsh of its own, as for PowerShell's background jobs.</summary>
/// <param name="manifest">The module to import there.</param>
/// <param name="folder">The folder to start in.</param>
sealed class AdHocProcess(string manifest, string folder)
{
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    /// <summary>Starts it. What the block prints reaches the run's log, not this process.</summary>
    public void Start(ILedger ledger, long runId)
    {
        var process = Process.Start(StartInfo(ledger, runId))!;
        var family = new ProcessFamily(process);
        process.StandardInput.Close();
        _ = WatchAsync(process, family, ledger, runId);
    }

    ProcessStartInfo StartInfo(ILedger ledger, long runId)
    {
        var library = CodeGeneration.EscapeSingleQuotedStringContent(typeof(AdHocHost).Assembly.Location);
        // Errors come on a stream of their own: what the block has printed is in the log.
        var command = StartSettings.FirstWords + string.Join(
            "; ",
            $"$null = [Reflection.Assembly]::LoadFrom('{library}')",
            FormattableString.Invariant($"[JobOps.Cmdlets.AdHocHost]::Begin({runId})"),
            $"Import-Module {Next.PowerShell(manifest)}",
            FormattableString.Invariant($"Restart-JobRun {runId} -Wait >$null 3>$null 6>$null"));
        var powerShell = PowerShellProgram.Find(folder);
        var info = new ProcessStartInfo(powerShell.File, [.. powerShell.Arguments, "-NoProfile", "-NonInteractive", "-Command", command])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // May hold a password, so it goes into the environment and nowhere else.
        info.Environment[LedgerLocation.EnvironmentVariable] = ledger.Address;
        StartSettings.Prepare(info);
        return info;
    }

    /// <summary>A process that ends before its run would leave it waiting for ever: it is the session's, and no worker takes it.</summary>
    static async Task WatchAsync(Process process, ProcessFamily family, ILedger ledger, long runId)
    {
        using (process)
        using (family)
        {
            var saying = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            // It was killed, or its run was stopped or has failed. What is left of it may hold its streams, too.
            if (process.ExitCode != ExitCodes.Ok)
                family.Kill();
            var said = await saying;
            try
            {
                if (await IsLeftAsync(ledger, runId))
                    await ledger.Requests.StopAsync(runId, string.Create(
                        CultureInfo.InvariantCulture,
                        $"its process ended with exit code {process.ExitCode}: {string.Concat(said).Trim()}"));
            }
            catch (Exception exception) when (exception is JobOpsException or ObjectDisposedException)
            {
                // The ledger was disconnected meanwhile; Get-JobRun shows that the run waits.
            }
        }
    }

    /// <summary>A process that has died keeps its lease until that runs out; only then another one decides about the run.</summary>
    static async Task<bool> IsLeftAsync(ILedger ledger, long runId)
    {
        while (true)
        {
            switch (await ledger.Runs.FindAsync(runId))
            {
                case null or { IsFinished: true }:
                    return false;
                case { Status: RunStatus.Running, IsAbandoned: false }:
                    await ledger.WaitForChangeAsync(s_longestWait);
                    break;
                default:
                    return true;
            }
        }
    }
}
