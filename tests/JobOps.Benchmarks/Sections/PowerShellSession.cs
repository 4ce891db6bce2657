using System.Diagnostics;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Benchmarks.Sections;

/// <summary>A PowerShell in which jobs are started as a person starts them.</summary>
sealed class PowerShellSession : IDisposable
{
    const string Script =
        """
        while ($what = [Console]::In.ReadLine()) {
            $job = switch ($what) {
                'thread' { Start-ThreadJob { 'hello' } }
                'builtin' { Microsoft.PowerShell.Core\Start-Job { 'hello' } }
                'adhoc' { Start-Job { 'hello' } -Owner bench -ExpectedResult figures -RollbackNote none }
            }
            $said = $job | Wait-Job | Receive-Job
            $job | Remove-Job
            [Console]::Out.WriteLine($said)
        }
        """;

    readonly Process _process;

    PowerShellSession(Process process) => _process = process;

    public static PowerShellSession Start(string ledger)
    {
        var program = PowerShellProgram.Find(Checkout.Root);
        return new(Process.Start(new ProcessStartInfo(
            program.File,
            [.. program.Arguments, "-NoProfile", "-NonInteractive", "-Command", $"Import-Module '{Checkout.Root}/JobOps.psd1'; {Script}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            Environment = { [LedgerLocation.EnvironmentVariable] = ledger },
        })!);
    }

    public async Task AskAsync(string what)
    {
        await _process.StandardInput.WriteLineAsync(what);
        if (await _process.StandardOutput.ReadLineAsync() is not "hello")
            throw new InvalidOperationException($"{what} did not end well");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
