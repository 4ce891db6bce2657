using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Shows an execution as a progress bar, and its output as verbose lines and warnings.</summary>
sealed class RunProgress(CmdletPipeline pipeline) : IRunObserver
{
    ProgressBar? _bar;

    public void StepStarting(JobRun run, string stepName, int number, int count)
    {
        _bar ??= new(pipeline, Activity(run), ActivityId(run));
        _bar.Show($"Step {number} of {count}: {stepName}", count > 0 ? Math.Clamp(100 * (number - 1) / count, 0, 100) : -1);
    }

    public void Line(LogLine line)
    {
        if (line.Stream == LogStream.Warning)
            pipeline.WriteWarning(line.Text);
        else
            pipeline.WriteVerbose(line.StepName is { } step ? $"{step}: {line.Text}" : line.Text);
    }

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered) => pipeline.WriteVerbose(
        remembered ? $"{stepName}: finished in an earlier attempt, not executed again." : $"{stepName}: {status}.");

    /// <summary>Takes the bar away.</summary>
    public void Complete() => _bar?.Complete();

    /// <summary>The heading of a run's bar.</summary>
    public static string Activity(JobRun run) => $"{run.JobName} (run {run.RunId})";

    /// <summary>Tells the bars of several runs apart.</summary>
    public static int ActivityId(JobRun run) => (int)(run.RunId % int.MaxValue);
}
