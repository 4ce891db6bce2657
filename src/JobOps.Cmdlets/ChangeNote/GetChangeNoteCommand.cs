using System.Management.Automation;
using JobOps.Changes;
using JobOps.Ledger;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Gets the final notes of runs and changes.</summary>
/// <remarks>Newest first.</remarks>
/// <example>
/// <para>All notes.</para>
/// <code>Get-ChangeNote</code>
/// </example>
/// <example>
/// <para>The notes of a job as Markdown, for a ticket or a wiki.</para>
/// <code>Get-ChangeNote -JobName site-release -AsMarkdown</code>
/// </example>
/// <example>
/// <para>The note of a change, as a page that a team keeps.</para>
/// <code>Get-ChangeNote C3 -AsMarkdown</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "ChangeNote", DefaultParameterSetName = JobSet)]
[OutputType(typeof(ChangeNote), typeof(string))]
public sealed class GetChangeNoteCommand : AsyncCmdlet
{
    const string RunSet = "Run";
    const string JobSet = "Job";
    const string ChangeSet = "Change";

    /// <summary>Ids of runs; or changes, such as C42.</summary>
    [Parameter(
        ParameterSetName = RunSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [RunOrChangeId]
    [ArgumentCompleter(typeof(RunOrChangeIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>Changes, such as C42.</summary>
    // Not from the pipeline: a run of a change has both numbers, and a change binds above.
    [Parameter(ParameterSetName = ChangeSet, Mandatory = true)]
    [Alias("Change")]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId[] ChangeId { get; set; } = [];

    /// <summary>The name of a job. Wildcards are allowed. Notes of changes have no job.</summary>
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string? JobName { get; set; }

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
            await Pipeline.EachAsync(RunId, id => WriteAsync(ledger, Values.ChangeId.OfJournalChain(id) is { } changeId
                ? new() { ChangeId = changeId, Limit = Last }
                : new() { RunId = id, Limit = Last }));
        else if (ParameterSetName == ChangeSet)
            await Pipeline.EachAsync(ChangeId, id => WriteAsync(ledger, new() { ChangeId = id, Limit = Last }));
        else
            await WriteAsync(ledger, new() { JobName = JobName, Limit = Last });
    }

    async Task WriteAsync(ILedger ledger, NoteQuery query)
    {
        foreach (var note in await ledger.Notes.GetAsync(query, StopToken))
            Pipeline.Write(!AsMarkdown ? note : ChangeNoteMarkdown.Write(
                note, note.ChangeId is { } changeId ? await ledger.Changes.FindAsync(changeId, StopToken) : null));
    }
}
