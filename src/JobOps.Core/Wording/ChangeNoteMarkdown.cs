using System.Globalization;
using System.Text;
using JobOps.Changes;
using JobOps.Values;

namespace JobOps.Wording;

/// <summary>A note as a Markdown section, for a wiki, a ticket or a pull request.</summary>
public static class ChangeNoteMarkdown
{
    /// <param name="note">The note.</param>
    /// <param name="change">The change that it is of; null for the note of a run. Makes a page that a team keeps.</param>
    public static string Write(ChangeNote note, Change? change = null)
    {
        var text = new StringBuilder()
            .AppendLine($"## {Plain(change is null ? note.Reason : $"{change.ChangeId}: {change.Title}")}")
            .AppendLine();
        if (change is not null)
            WriteChange(text, change, note);
        text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- {Of(note)}, noted {note.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {Plain(note.WrittenBy)}");
        WriteLines(text, "Command", (note.Commands.Count > 0 ? note.Commands : [note.Command]).Select(command => $"`{Code(command)}`"));
        WriteLines(
            text, "Metric",
            note.Metric is null ? ["nothing was measured before and after"]
                : note.OtherMetrics.Prepend(note.Metric).Select(metric => Plain(metric.Sentence)));
        if (note.Forced.Count > 0)
            WriteLines(text, "Forced", note.Forced.Select(Plain));
        if (note.Files.Count == 0)
            return text.AppendLine("- Files: none touched").ToString();
        text.AppendLine().AppendLine("| file | step | before | after |").AppendLine("| --- | --- | --- | --- |");
        foreach (var file in note.Files)
            text.AppendLine(
                $"| `{Code(file.Path)}` | {Plain(file.StepName)} | {Plain($"{file.Before?.Beside(file.After)}")} "
                    + $"| {Plain(file.After?.Beside(file.Before) ?? "not read")} |");
        return text.ToString();
    }

    static void WriteChange(StringBuilder text, Change change, ChangeNote note)
    {
        (string Name, string Text)[] lines =
        [
            ("Owner", change.Owner), ("Why", note.Reason), ("Alters", string.Join(", ", change.Scope)),
            ("Before it", ChangeWords.Behavior(change.CurrentBehavior).ReplaceLineEndings("; ")),
            ("Expected", change.ExpectedResult), ("Rollback", change.RollbackNote), ("Status", ChangeWords.Status(change.Status)),
        ];
        foreach (var (name, words) in lines)
            text.AppendLine($"- {name}: {Plain(words)}");
    }

    // One stands on its line, several below it.
    static void WriteLines(StringBuilder text, string name, IEnumerable<string> lines)
    {
        if (lines.ToList() is not [var one])
        {
            text.AppendLine($"- {name}:");
            foreach (var line in lines)
                text.AppendLine($"  - {line}");
            return;
        }
        text.AppendLine($"- {name}: {one}");
    }

    static string Of(ChangeNote note) =>
        note.ChangeId is { } changeId ? $"Change {changeId}" : $"Run {note.RunId} of `{Code(note.JobName)}`";

    // A line break would end the heading, and a pipe the cell.
    static string Plain(string text) => Visible.Line(text.ReplaceLineEndings(" ")).Replace("|", "\\|", StringComparison.Ordinal);

    // And a backtick the code.
    static string Code(string text) => Plain(text).Replace('`', '\'');
}
