using JobOps.Checklists;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>Starts a PowerShell with a script and looks how it ends.</summary>
sealed class ScriptLook : Look<ScriptCheck>
{
    protected override async Task<CheckOutcome> LookAsync(ScriptCheck check, CheckContext context, CancellationToken cancellation)
    {
        var path = context.FullPath(check.Path);
        if (!File.Exists(path))
            return CheckOutcome.Fail($"there is no file {path}", "Name the script relative to the list.");
        IReadOnlyList<string> words;
        try
        {
            words = Script.Words(context.Folder, path);
        }
        catch (JobOpsException exception)
        {
            return CheckOutcome.Fail(exception.Error.Actual, "Go through the list on a host with PowerShell 7.6 or later.");
        }
        var variables = context.Fill(check.Environment);
        Script.Give(variables, context.Fill(check.Parameters));
        var command = await context.RunAsync(words, cancellation, variables);
        return command is null
            ? CheckOutcome.Fail($"there is no program '{words[0]}' here", "Install PowerShell 7.6 or later.")
            : CommandLook.Judge(command, exitCode: 0, prints: null, "Run the script by hand and mend what it says.");
    }
}
