using System.Globalization;
using System.Text;
using JobOps.Values;

namespace JobOps.Changes;

/// <summary>A change note as a Markdown section, for a wiki, a ticket or a pull request.</summary>
public static class ChangeNoteMarkdown
{
    public static string Write(ChangeNote note)
    {
        var text = new StringBuilder()
            .AppendLine($"## {Plain(note.Reason)}")
            .AppendLine()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"- {Of(note)}, noted {note.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC by "
                    + $"{Plain(note.WrittenBy)}")
            .AppendLine($"- Command: `{Code(note.Command)}`")
            .AppendLine($"- Metric: {note.Metric?.ToString() ?? "nothing was measured before and after"}");
        if (note.Files.Count == 0)
            return text.AppendLine("- Files: none touched").ToString();
        text.AppendLine().AppendLine("| file | step | before | after |").AppendLine("| --- | --- | --- | --- |");
        foreach (var file in note.Files)
            text.AppendLine(
                $"| `{Code(file.Path)}` | {Plain(file.StepName)} | {Plain($"{file.Before?.Beside(file.After)}")} "
                    + $"| {Plain(file.After?.Beside(file.Before) ?? "not read")} |");
        return text.ToString();
    }

    static string Of(ChangeNote note) =>
        note.ChangeId is { } changeId ? $"Change {changeId}" : $"Run {note.RunId} of `{Code(note.JobName)}`";

    // A line break would end the heading, and a pipe the cell.
    static string Plain(string text) => Visible.Line(text.ReplaceLineEndings(" ")).Replace("|", "\\|", StringComparison.Ordinal);

    // And a backtick the code.
    static string Code(string text) => Plain(text).Replace('`', '\'');
}
