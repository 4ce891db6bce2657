using JobOps.Backups;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Makes a backup; its result is what is known of it.</summary>
sealed class BackupStep : StepExecution<BackupAction>
{
    protected override void RequireProgram(BackupAction action, StepContext step)
    {
        RequireProgram(action.Command, step);
        RequireProgram(action.EncryptWith, step);
    }

    protected override async Task<string> ExecuteAsync(BackupAction action, StepContext step, CancellationToken cancellation)
    {
        var plan = new NewBackup
        {
            Paths = [.. action.Paths.Select(step.FullPath)],
            Root = action.Root is { } root ? step.FullPath(root) : null,
            Command = [.. action.Command.Select(step.Fill)],
            OutputName = action.OutputName is { } output ? step.Fill(output) : null,
            Destination = step.FullPath(action.To),
            Name = action.Name is { } name ? step.Fill(name) : null,
            Keep = action.Keep,
            KeepFor = action.KeepFor,
            EncryptWith = [.. action.EncryptWith.Select(step.Fill)],
            AllowOutsideLinks = action.AllowOutsideLinks,
            RefuseChanged = action.RefuseChanged,
        };
        var made = await BackupMaker.MakeAsync(plan, Commands(step, action.Environment), cancellation: cancellation);
        foreach (var removed in made.Removed)
            step.Attempt.Log.Write(LogStream.JobOps, step.StepName, $"Not kept any more: {removed}");
        foreach (var remark in made.Remarks)
            step.Attempt.Log.Write(LogStream.Warning, step.StepName, remark);
        return StepResult.Write(made.Backup);
    }

    /// <summary>How a step starts the commands of a backup: as every step starts its own.</summary>
    internal static BackupCommands Commands(StepContext step, IReadOnlyDictionary<string, Template> environment)
    {
        var options = step.Attempt.Options;
        var variables = step.Fill(environment);
        variables[RunContext.RunIdVariable] = $"{step.Run.RunId}";
        return new()
        {
            Folder = step.Job.WorkingDirectory, Variables = variables, Cookie = step.NewCookie, Shielded = options.ShieldSteps,
            Contained = options.ContainSteps, Grace = options.Grace, Mask = step.Attempt.Log.Mask.Apply,
        };
    }

    internal static void RequireProgram(IReadOnlyList<Template> command, StepContext step)
    {
        if (command is [var program, ..] && !program.Placeholders.Any())
            StepProcess.FindProgram(step, program.Text, step.Job.WorkingDirectory);
    }
}
