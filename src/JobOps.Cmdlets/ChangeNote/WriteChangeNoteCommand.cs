using System.Management.Automation;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Writes the final note of a run or of a change.</summary>
/// <remarks>
/// Only the reason has to be typed. The files that were touched, with their hashes before and after, the commands that were
/// used and the measurements come from the ledger; where these do not allow to say that the metric has improved, the
/// note says so. The note of a change covers all of its runs, what was done by hand, and with -Repository the files between two
/// commits. A reason that claims an improvement which the measurements of the change do not show is refused.
/// </remarks>
/// <example>
/// <para>Writes the note of a run.</para>
/// <code>Write-ChangeNote 1 -Reason 'release of version 2' -PassThru</code>
/// </example>
/// <example>
/// <para>Writes the note right after a release.</para>
/// <code>Start-Job site-release -Parameter @{ version = '2' } -Wait | Write-ChangeNote -Reason 'release of version 2'</code>
/// </example>
/// <example>
/// <para>Writes the note of a change, with the files that a repository tells of.</para>
/// <code>Write-ChangeNote C3 -Reason 'the lifetime was 0 since the move' -Repository . -From v1 -To v2</code>
/// </example>
[Cmdlet(VerbsCommunications.Write, "ChangeNote", SupportsShouldProcess = true, DefaultParameterSetName = RunSet)]
[OutputType(typeof(ChangeNote))]
public sealed class WriteChangeNoteCommand : AsyncCmdlet
{
    const string RunSet = "Run";
    const string ChangeSet = "Change";

    static readonly string[] s_ofRun = [nameof(BeforeStep), nameof(AfterStep), nameof(Command)];
    static readonly string[] s_ofChange = [nameof(Meaningful), nameof(Primary), nameof(Repository), nameof(From), nameof(To)];

    /// <summary>The id of a run that has ended; or a change that was applied, such as C42.</summary>
    [Parameter(
        ParameterSetName = RunSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [RunOrChangeId]
    [ArgumentCompleter(typeof(RunOrChangeIdCompleter))]
    public long RunId { get; set; }

    /// <summary>A change that was applied, such as C42.</summary>
    [Parameter(ParameterSetName = ChangeSet, Mandatory = true)]
    [Alias("Change")]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId ChangeId { get; set; }

    /// <summary>Why the change was made.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    public string Reason { get; set; } = "";

    /// <summary>Of a run: the step whose measurements stand for before; the first that measured if not given.</summary>
    [Parameter(ParameterSetName = RunSet)]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string? BeforeStep { get; set; }

    /// <summary>Of a run: the step whose measurements stand for after; the last that measured if not given.</summary>
    [Parameter(ParameterSetName = RunSet)]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string? AfterStep { get; set; }

    /// <summary>Of a run: the command that was used; taken from the run if not given.</summary>
    [Parameter(ParameterSetName = RunSet)]
    public string? Command { get; set; }

    /// <summary>Of a change: what a difference has to exceed to matter: 10% or 0.1.</summary>
    [Parameter]
    [Margin]
    public double Meaningful { get; set; } = new ComparisonOptions().Meaningful;

    /// <summary>Of a change: the metric that the verdict stands on; what was measured itself if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Primary { get; set; }

    /// <summary>Of a change: the folder of a Git repository whose files between two commits belong to the change.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Repository { get; set; }

    /// <summary>Of a change: the commit before the change.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>Of a change: the commit with the change; HEAD if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string To { get; set; } = "HEAD";

    /// <summary>Writes the note.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => Of is { } changeId ? changeId : RunId;

    /// <summary>The change; null for the note of a run.</summary>
    ChangeId? Of => ParameterSetName == ChangeSet ? ChangeId : Values.ChangeId.OfJournalChain(RunId);

    private protected override async Task ProcessAsync()
    {
        RequireFitting(Of is null ? s_ofChange : s_ofRun);
        var ledger = await Pipeline.LedgerAsync();
        if (!await Pipeline.ShouldProcessAsync(Of is { } noted ? $"change {noted}" : $"run {RunId}", "Write change note"))
            return;
        var writer = new ChangeNoteWriter(ledger);
        var note = Of is { } changeId
            ? await writer.WriteAsync(
                changeId, Reason, new() { Meaningful = Meaningful, Primary = Primary }, await FilesOfRepositoryAsync(), StopToken)
            : await writer.WriteAsync(RunId, Reason, Command, BeforeStep, AfterStep, StopToken);
        if (PassThru)
            Pipeline.Write(note);
    }

    void RequireFitting(string[] unfitting)
    {
        if (unfitting.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } name)
            throw new JobOpsException(Error.NoteParameterUnfitting(
                Of is { } changeId ? $"change {changeId}" : $"run {RunId}", name, unfitting == s_ofRun ? "a run" : "a change"));
    }

    async Task<IReadOnlyList<TouchedFile>> FilesOfRepositoryAsync()
    {
        if (Repository is null && From is null)
            return [];
        var folder = await Pipeline.InvokeAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Repository ?? "."));
        return await RepositoryFiles.BetweenAsync(folder, From, To, StopToken);
    }
}
