using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops notes</c>: the final notes, newest first.</summary>
sealed class NotesCommand : OpenLedgerCommand
{
    readonly Option<string?> _job = new("--job") { Description = "Of jobs with this name; * and ? are wildcards." };
    readonly Option<long?> _run = new("--run") { Description = "Of one run.", HelpName = "id" };
    readonly Option<ChangeId?> _change = SharedArguments.Change("Of one change.");
    readonly Option<bool> _markdown = new("--markdown") { Description = "As Markdown sections." };

    public NotesCommand() : base("notes", "List the change notes, newest first", lists: true)
    {
        Add(_job);
        Add(_run);
        Add(_change);
        Add(_markdown);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var notes = await ledger.Notes.GetAsync(
            new() { RunId = call.Value(_run), ChangeId = call.Value(_change), JobName = call.Value(_job) }, call.Cancellation);
        if (notes.Count == 0 && await DidYouMean.AskAboutJobAsync(ledger, call.Value(_job), call.Cancellation) is { } question)
            call.Screen.Progress(question, Tone.Doubtful);
        if (call.Value(_markdown))
        {
            var sections = new List<string>(notes.Count);
            foreach (var note in notes)
                sections.Add(ChangeNoteMarkdown.Write(
                    note, note.ChangeId is { } changeId ? await ledger.Changes.FindAsync(changeId, call.Cancellation) : null));
            call.Screen.Show(notes, _ => string.Join(Environment.NewLine, sections));
        }
        else
            call.Screen.Show(notes, answer => NoteViews.List(answer));
        return ExitCodes.Ok;
    }
}
