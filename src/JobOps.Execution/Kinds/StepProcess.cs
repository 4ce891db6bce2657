using System.ComponentModel;
using System.Globalization;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>The process of a step: found, started, watched and ended.</summary>
static class StepProcess
{
    /// <param name="step">The step.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="folder">Absolute working directory.</param>
    /// <param name="variables">Added to its environment.</param>
    /// <param name="cancellation">Ends it with all that it started.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="JobOpsException">FolderNotFound, FolderOfShare, CommandNotFound, BatchArgumentUnsafe, CommandFailed,
    /// StepThrew</exception>
    public static Task<OutputCapture> RunAsync(
        StepContext step, IReadOnlyList<string> arguments, string folder, Dictionary<string, string> variables,
        CancellationToken cancellation)
    {
        var options = step.Attempt.Options;
        return RunAsync(step, folder, async output =>
        {
            var program = FindProgram(step, arguments[0], folder);
            if (OperatingSystem.IsWindows() && WindowsCommandNames.LeavesFolder(program, folder))
                throw new JobOpsException(Error.FolderOfShare(step.Run.RunId, step.StepName, folder));
            try
            {
                return await CommandRunner.RunAsync(
                    new(program, [.. arguments.Skip(1)], folder, variables, step.NewCookie(), options.ShieldSteps, options.ContainSteps),
                    output, options.Grace, cancellation);
            }
            catch (BatchArgumentException exception)
            {
                throw new JobOpsException(
                    Error.BatchArgumentUnsafe(step.Run.RunId, step.StepName, program, exception.Message), exception);
            }
        });
    }

    /// <summary>The same for a process that somebody else starts.</summary>
    /// <param name="step">The step.</param>
    /// <param name="folder">Absolute working directory.</param>
    /// <param name="execute">Executes it, with its output captured; returns its exit code.</param>
    public static async Task<OutputCapture> RunAsync(StepContext step, string folder, Func<OutputCapture, Task<int>> execute)
    {
        var (runId, options) = (step.Run.RunId, step.Attempt.Options);
        if (!Directory.Exists(folder))
            throw new JobOpsException(Error.FolderNotFound(runId, step.StepName, folder));
        var output = new OutputCapture(step.Attempt.Log, step.StepName, options.OutputCap);
        int exitCode;
        try
        {
            exitCode = await execute(output);
        }
        catch (Win32Exception exception)
        {
            throw new JobOpsException(Error.StepThrew(runId, step.StepName, exception.Message), exception);
        }
        return exitCode == 0
            ? output
            : throw new JobOpsException(Error.CommandFailed(runId, step.StepName, exitCode, output.LastLine));
    }

    /// <exception cref="JobOpsException">CommandNotFound</exception>
    public static string FindProgram(StepContext step, string program, string folder) =>
        ExecutableFinder.Find(program, folder)
        ?? throw new JobOpsException(Error.CommandNotFound(step.Run.RunId, step.StepName, program));

    /// <summary>The result of a step that printed a text: what it printed, without the line break at its end.</summary>
    public static string TextResult(StepContext step, OutputCapture output) =>
        Result(step, output, StepResult.Write(output.StandardOutput.TrimEnd()));

    /// <summary>The result, where all of it may be kept; else why it was not, which a step that needs it says.</summary>
    public static string Result(StepContext step, OutputCapture output, string result)
    {
        var reason = output.Truncated
            ? string.Create(CultureInfo.InvariantCulture, $"an output of more than {step.Attempt.Options.OutputCap:N0} characters")
            : step.Attempt.Log.Mask.Apply(output.StandardOutput) != output.StandardOutput ? "an output that holds a secret" : null;
        return reason is null ? result : StepResult.Omit(reason);
    }
}
