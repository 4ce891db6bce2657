using System.Management.Automation;
using JobOps.Changes;
using JobOps.Execution;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Gets changes from the ledger.</summary>
/// <remarks>
/// Newest first. One that is asked for by its number comes with all that is known of it: what was measured, what the comparison
/// says, its runs and its note. Format-List shows that in one view.
/// </remarks>
/// <example>
/// <para>The changes that go on.</para>
/// <code>Get-Change -Status Open, Measured, Applied</code>
/// </example>
/// <example>
/// <para>All that is known of a change, in one view.</para>
/// <code>Get-Change C1 | Format-List</code>
/// </example>
/// <example>
/// <para>The runs of a change.</para>
/// <code>Get-Change C1 | Get-JobRun</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "Change", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(Change))]
public sealed class GetChangeCommand : AsyncCmdlet
{
    const string IdSet = "Id";
    const string QuerySet = "Query";

    /// <summary>The changes, such as C42.</summary>
    [Parameter(
        ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId[] ChangeId { get; set; } = [];

    /// <summary>Only changes with one of these statuses.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    public ChangeStatus[]? Status { get; set; }

    /// <summary>Only changes of this owner.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string? Owner { get; set; }

    /// <summary>Only changes that were opened at this time or later.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    public DateTime? Since { get; set; }

    /// <summary>Only so many, the newest.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [Alias("First")]
    [ValidateRange(1, 1_000_000)]
    public int Last { get; set; } = 1000;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        if (ParameterSetName == IdSet)
            await Pipeline.EachAsync(ChangeId, async id => Pipeline.Write(await new ChangeReader(ledger).ReadAsync(id, StopToken)));
        else
            Pipeline.Write(
                await ledger.Changes.GetAsync(
                    new()
                    {
                        Statuses = Status, Owner = Owner, Since = Since is { } since ? new DateTimeOffset(since) : null, Limit = Last,
                    },
                    StopToken),
                enumerate: true);
    }
}
