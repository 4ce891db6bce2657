using System.Text.RegularExpressions;
using JobOps.Checklists;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Starts a program and looks how it ends.</summary>
sealed class CommandLook : Look<CommandCheck>
{
    protected override async Task<CheckOutcome> LookAsync(CommandCheck check, CheckContext context, CancellationToken cancellation)
    {
        var words = check.Run.Select(context.Fill).ToList();
        var folder = check.WorkingDirectory is { } own ? context.FullPath(own) : context.Folder;
        if (!Directory.Exists(folder))
            return CheckOutcome.Fail($"there is no folder {folder}", "Name the folder that the command starts in.");
        var command = await context.RunAsync(words, cancellation, context.Fill(check.Environment), folder);
        return command is null
            ? CheckOutcome.Fail($"there is no program '{words[0]}' here", $"Install '{words[0]}', or go through the list where it is.")
            : Judge(command, check.ExitCode, check.Prints, "Run the command by hand and mend what it says.");
    }

    /// <summary>Whether a command ended and printed as it should.</summary>
    public static CheckOutcome Judge(CapturedCommand command, int exitCode, string? prints, string remedy)
    {
        if (command.ExitCode != exitCode)
        {
            var last = command.LastLine.Trim();
            return CheckOutcome.Fail(
                $"exit code {command.ExitCode} instead of {exitCode}{(last.Length > 0 ? $": {last}" : "")}", remedy, command.Lines);
        }
        return prints is null || Regex.IsMatch(command.StandardOutput, prints, RegexOptions.Multiline, Patterns.Longest)
            ? CheckOutcome.Pass($"exit code {command.ExitCode}", command.Lines)
            : CheckOutcome.Fail(
                $"exit code {command.ExitCode}, and nothing printed that matches {prints}"
                    + (command.Truncated ? $" in the first {ByteSize.Format(CapturedCommand.OutputCap)}" : ""),
                remedy, command.Lines);
    }
}
