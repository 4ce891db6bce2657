using System.Management.Automation;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Says of a change what JobOps has not seen itself.</summary>
/// <remarks>
/// Measured: there is nothing to measure, and the reason says why. Applied: it was done by hand, and the command says how. RolledBack:
/// it was undone by hand; runs of the change have to be undone by Invoke-Rollback first. Abandoned: it is given up before it was
/// applied. Each goes into the journal of the change with who said it.
/// </remarks>
/// <example>
/// <para>The change was done by hand.</para>
/// <code>Set-Change C1 -Status Applied -Command 'sed -i s/ttl=0/ttl=600/ site.conf'</code>
/// </example>
/// <example>
/// <para>The change is given up.</para>
/// <code>Set-Change C2 -Status Abandoned -Reason 'the page will be removed'</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "Change", SupportsShouldProcess = true)]
[OutputType(typeof(Change))]
public sealed class SetChangeCommand : AsyncCmdlet
{
    /// <summary>The change, such as C42.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId ChangeId { get; set; }

    /// <summary>What it is now: Measured, Applied, RolledBack or Abandoned.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("Measured", "Applied", "RolledBack", "Abandoned")]
    public string Status { get; set; } = "";

    /// <summary>Why. Measured, RolledBack and Abandoned ask for it.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>What was done by hand, as it was typed; for Applied.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Command { get; set; }

    /// <summary>Writes the change as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => ChangeId;

    private protected override async Task ProcessAsync()
    {
        var status = Enum.Parse<ChangeStatus>(Status, ignoreCase: true);
        if (Command is not null && status != ChangeStatus.Applied)
            throw new JobOpsException(Error.ChangeCommandUnwanted(ChangeId, status.ToString()));
        var ledger = await Pipeline.LedgerAsync();
        if (!await Pipeline.ShouldProcessAsync($"change {ChangeId}", $"Set to {status}"))
            return;
        var change = await ledger.Changes.SetStatusAsync(ChangeId, status, Reason, Command, StopToken);
        if (PassThru)
            Pipeline.Write(change);
    }
}
