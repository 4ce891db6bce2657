using System.Management.Automation;
using JobOps.Checklists;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Gets checklists that were gone through, newest first, with the evidence.</summary>
/// <remarks>
/// Each has its items with what was found, who answered and when, and which exception held. What a check saw is kept up to 200 lines; of
/// a file that a person named the hash.
/// </remarks>
/// <example>
/// <para>What was gone through lately.</para>
/// <code>Get-ChecklistResult</code>
/// </example>
/// <example>
/// <para>The evidence of one item.</para>
/// <code>(Get-ChecklistResult ship -Last 1).Items | Where-Object Name -eq not-worse | Format-List</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "ChecklistResult")]
[OutputType(typeof(ChecklistResult))]
public sealed class GetChecklistResultCommand : AsyncCmdlet
{
    /// <summary>Only of this list.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("ChecklistName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChecklistCompleter))]
    public string? Name { get; set; }

    /// <summary>Only for this change, such as C42.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ChangeId")]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    /// <summary>So many at most.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Last { get; set; } = 1000;

    private protected override object? Item => Name;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        if (Change is { } change)
            await Changes.ChangesExtensions.RequireAsync(ledger.Changes, change, StopToken);
        Pipeline.Write(await ledger.ChecklistResults.GetAsync(Name, Change, Last, StopToken), enumerate: true);
    }
}
