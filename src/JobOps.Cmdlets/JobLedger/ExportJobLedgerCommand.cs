using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Writes all that the job ledger holds into a file.</summary>
/// <remarks>
/// The file is JSON Lines: one line for each row, a first line that says which ledger it is, and a last one with a SHA-256
/// over all before it. Import-JobLedger reads it into another ledger, on SQLite or SQL Server: so a team grows from the
/// embedded file to the server without losing its past. Jobs, runs, steps, output, notes and the whole journal are in
/// it, with their numbers; workers are not. Whatever waits goes on waiting in both ledgers: stop the workers first, and
/// do not start them on the old ledger again. A run that is Running cannot be moved, because its lease cannot: then
/// nothing is written. The same where somebody writes to the ledger meanwhile. The file is as secret as the ledger: only its
/// owner may read it.
/// </remarks>
/// <example>
/// <para>Writes the ledger into a new file.</para>
/// <code>Export-JobLedger ./ledger.jsonl</code>
/// </example>
/// <example>
/// <para>Moves an embedded ledger to another place.</para>
/// <code>Export-JobLedger ./ledger.jsonl
/// Connect-JobLedger sqlite:./moved.db
/// Import-JobLedger ./ledger.jsonl -Confirm:$false
/// Test-JobLedger</code>
/// </example>
[Cmdlet(VerbsData.Export, "JobLedger", SupportsShouldProcess = true)]
[OutputType(typeof(LedgerTransfer))]
public sealed class ExportJobLedgerCommand : AsyncCmdlet
{
    /// <summary>The file to write, as it is called; there must be none yet.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    private protected override async Task EndAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var path = await Pipeline.InvokeAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path));
        if (!await Pipeline.ShouldProcessAsync(path, $"Export the ledger {ledger.Info.Location}"))
            return;
        using var bar = new CountProgress(await Pipeline.ScreenAsync(), "Exporting the ledger", "lines", total: null);
        Pipeline.Write(await ledger.Transfer.ExportAsync(path, bar, StopToken));
    }
}
