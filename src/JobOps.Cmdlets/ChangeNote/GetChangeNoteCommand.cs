using System.Management.Automation;
using JobOps.Changes;

namespace JobOps.Cmdlets;

/// <summary>Gets the final notes of changes.</summary>
/// <remarks>Newest first.</remarks>
/// <example>
/// <para>The notes of all jobs.</para>
/// <code>Get-ChangeNote</code>
/// </example>
/// <example>
/// <para>The notes of a job as Markdown, for a ticket or a wiki.</para>
/// <code>Get-ChangeNote -JobName site-release -AsMarkdown</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "ChangeNote", DefaultParameterSetName = JobSet)]
[OutputType(typeof(ChangeNote), typeof(string))]
public sealed class GetChangeNoteCommand : AsyncCmdlet
{
    const string RunSet = "Run";
    const string JobSet = "Job";

    /// <summary>Ids of runs.</summary>
    [Parameter(
        ParameterSetName = RunSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>The name of a job. Wildcards are allowed.</summary>
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string JobName { get; set; } = "*";

    /// <summary>Only so many, the newest.</summary>
    [Parameter]
    [Alias("First")]
    [ValidateRange(1, 1_000_000)]
    public int Last { get; set; } = 1000;

    /// <summary>Writes each note as a Markdown section.</summary>
    [Parameter]
    public SwitchParameter AsMarkdown { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        if (ParameterSetName == RunSet)
            await Pipeline.EachAsync(RunId, async id => Write(await ledger.Notes.GetAsync(new() { RunId = id, Limit = Last }, StopToken)));
        else
            Write(await ledger.Notes.GetAsync(new() { JobName = JobName, Limit = Last }, StopToken));
    }

    void Write(IReadOnlyList<ChangeNote> notes)
    {
        foreach (var note in notes)
            Pipeline.Write(AsMarkdown ? ChangeNoteMarkdown.Write(note) : note);
    }
}
