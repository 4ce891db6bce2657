using System.Management.Automation;
using JobOps.Changes;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Completes a change whose runs have ended and whose note is written.</summary>
/// <remarks>After that nothing can be run or measured for it any more. A change that is completed already stays as it is.</remarks>
/// <example>
/// <para>Completes a change.</para>
/// <code>Complete-Change C3</code>
/// </example>
/// <example>
/// <para>Writes the note and completes the change.</para>
/// <code>Write-ChangeNote C3 -Reason 'the lifetime was 0 since the move' -PassThru | Complete-Change -PassThru</code>
/// </example>
[Cmdlet(VerbsLifecycle.Complete, "Change", SupportsShouldProcess = true)]
[OutputType(typeof(Change))]
public sealed class CompleteChangeCommand : AsyncCmdlet
{
    /// <summary>The change, such as C42.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId ChangeId { get; set; }

    /// <summary>Writes the change as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => ChangeId;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        if (!await Pipeline.ShouldProcessAsync($"change {ChangeId}", "Complete"))
            return;
        var change = await ledger.Changes.SetStatusAsync(ChangeId, ChangeStatus.Completed, cancellation: StopToken);
        if (PassThru)
            Pipeline.Write(change);
    }
}
