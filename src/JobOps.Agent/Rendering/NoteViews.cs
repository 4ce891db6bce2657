using JobOps.Changes;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Change notes as a person reads them.</summary>
static class NoteViews
{
    public static IRenderable List(IReadOnlyList<ChangeNote> notes) =>
        notes.Count == 0 ? Tables.Nothing("No change notes.") : new Rows(notes.Select(One));

    public static IRenderable One(ChangeNote note) => new Rows(
        Tables.Words(note.ChangeId is { } changeId
            ? $"Change note {note.NoteId}: change {changeId}"
            : $"Change note {note.NoteId}: run {note.RunId} of {note.JobName}"),
        Tables.Details(
            ("Reason", note.Reason),
            ("Command", note.Command),
            ("Files", string.Join(Environment.NewLine, note.Files.Select(ChangeWords.File))),
            ("Metric", note.Metric?.ToString() ?? "not measured before and after"),
            ("Also", string.Join(Environment.NewLine, note.OtherMetrics)),
            ("Forced", string.Join(Environment.NewLine, note.Forced)),
            ("Written", TimeWords.By(note.WrittenAt, note.WrittenBy))),
        Text.Empty);
}
