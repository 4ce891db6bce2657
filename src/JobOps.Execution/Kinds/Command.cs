using System.Text.Json;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Execution;

/// <summary>Starts a program; its result is what it printed.</summary>
sealed class Command : StepExecution<CommandAction>
{
    protected override void RequireProgram(CommandAction action, StepContext step)
    {
        if (action is { Command: [var program, ..], WorkingDirectory: null } && !program.Placeholders.Any())
            StepProcess.FindProgram(step, program.Text, step.Job.WorkingDirectory);
    }

    protected override async Task<string> ExecuteAsync(CommandAction action, StepContext step, CancellationToken cancellation)
    {
        var arguments = action.Command.Select(step.Fill).ToList();
        var folder = action.WorkingDirectory is { } own ? step.FullPath(own) : step.Job.WorkingDirectory;
        var variables = step.Fill(action.Environment);
        variables[RunContext.RunIdVariable] = $"{step.Run.RunId}";
        var output = await StepProcess.RunAsync(step, arguments, folder, variables, cancellation);
        return action.JsonOutput ? ReadJson(step, output) : StepProcess.TextResult(step, output);
    }

    static string ReadJson(StepContext step, OutputCapture output)
    {
        if (output.Truncated)
            throw new JobOpsException(
                Error.OutputNotJson(step.Run.RunId, step.StepName, $"more than {step.Attempt.Options.OutputCap} characters"));
        try
        {
            return StepProcess.Result(step, output, StepResult.ReadJson(output.StandardOutput));
        }
        catch (JsonException exception)
        {
            var detail = step.Attempt.Log.Mask.Apply(exception.Message);
            throw new JobOpsException(Error.OutputNotJson(step.Run.RunId, step.StepName, detail), exception);
        }
    }
}
