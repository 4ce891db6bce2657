using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Reads the file of another job ledger into this one.</summary>
/// <remarks>
/// The ledger of the session must be new: without jobs, runs and settings. It becomes the ledger of the file: with its
/// id, its run numbers, its idempotency keys and its journal, which verifies as before; a digest that was taken of the old
/// ledger fits the new one. New runs get numbers above those of the file. That the ledger was imported is written into its
/// journal. All of it is read in one transaction, after the whole file was checked: a file that was cut off or changed
/// leaves nothing behind. On SQL Server this takes the right to put in numbers (db_owner or ALTER on the tables), and a
/// journal that is not append-only yet.
/// </remarks>
/// <example>
/// <para>Says what would be imported.</para>
/// <code>Export-JobLedger ./ledger.jsonl
/// Connect-JobLedger sqlite:./moved.db
/// Import-JobLedger ./ledger.jsonl -WhatIf</code>
/// </example>
/// <example>
/// <para>Moves an embedded ledger to a server, and verifies it there against a digest of before.</para>
/// <code>$kept = Get-JobLedgerDigest
/// Export-JobLedger ./ledger.jsonl
/// Initialize-JobLedger 'sqlserver:Server=db1;Database=ops'
/// Connect-JobLedger 'sqlserver:Server=db1;Database=ops'
/// Import-JobLedger ./ledger.jsonl
/// Test-JobLedger -Digest $kept</code>
/// </example>
[Cmdlet(VerbsData.Import, "JobLedger", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LedgerTransfer))]
public sealed class ImportJobLedgerCommand : AsyncCmdlet
{
    /// <summary>A file that Export-JobLedger or jobops export wrote, as it is called.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    private protected override async Task EndAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var path = await Pipeline.InvokeAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path));
        var file = TransferReader.Check(path, StopToken);
        if (!await Pipeline.ShouldProcessAsync(
                ledger.Info.Location,
                $"Import {file.Jobs} jobs, {file.Runs} runs and {file.JournalEntries} journal entries of ledger {file.LedgerId}"))
            return;
        using var bar = new CountProgress(await Pipeline.ScreenAsync(), "Importing a ledger", "lines", file.Lines);
        Pipeline.Write(await ledger.Transfer.ImportAsync(path, bar, StopToken));
    }
}
