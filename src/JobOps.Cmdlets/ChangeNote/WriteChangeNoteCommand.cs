using System.Management.Automation;
using JobOps.Changes;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Writes the final note of a change.</summary>
/// <remarks>
/// Only the reason has to be typed. The files that were touched, with their hashes before and after, the command that
/// was used and the measurements come from the run; where these do not allow to say that the metric has improved, the
/// note says so.
/// </remarks>
/// <example>
/// <para>Writes the note of a run.</para>
/// <code>Write-ChangeNote 1 -Reason 'release of version 2' -PassThru</code>
/// </example>
/// <example>
/// <para>Writes the note right after a release.</para>
/// <code>Start-Job site-release -Parameter @{ version = '2' } -Wait | Write-ChangeNote -Reason 'release of version 2'</code>
/// </example>
[Cmdlet(VerbsCommunications.Write, "ChangeNote", SupportsShouldProcess = true)]
[OutputType(typeof(ChangeNote))]
public sealed class WriteChangeNoteCommand : AsyncCmdlet
{
    /// <summary>The id of a run that has ended.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long RunId { get; set; }

    /// <summary>Why the change was made.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    public string Reason { get; set; } = "";

    /// <summary>The step whose measurements stand for before; the first that measured if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string? BeforeStep { get; set; }

    /// <summary>The step whose measurements stand for after; the last that measured if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string? AfterStep { get; set; }

    /// <summary>The command that was used; taken from the run if not given.</summary>
    [Parameter]
    public string? Command { get; set; }

    /// <summary>Writes the note.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => RunId;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        if (!await Pipeline.ShouldProcessAsync($"run {RunId}", "Write change note"))
            return;
        var note = await new ChangeNoteWriter(ledger).WriteAsync(RunId, Reason, Command, BeforeStep, AfterStep, StopToken);
        if (PassThru)
            Pipeline.Write(note);
    }
}
