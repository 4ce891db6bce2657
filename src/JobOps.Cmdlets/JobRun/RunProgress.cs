using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Shows an execution as a progress bar, and its output as verbose lines and warnings.</summary>
sealed class RunProgress(CmdletPipeline pipeline, RunBar bar) : IRunObserver
{
    public void StepStarting(JobRun run, string stepName, int number, int count) =>
        bar.StepStarting(run, stepName, number, count);

    public void Line(LogLine line)
    {
        bar.Line(line);
        if (line.Stream == LogStream.Warning)
            pipeline.WriteWarning(line.Text);
        else
            pipeline.WriteVerbose(line.StepName is { } step ? $"{step}: {line.Text}" : line.Text);
    }

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered) =>
        pipeline.WriteVerbose($"{stepName}: {StepWords.Ended(status, remembered)}.");
}
