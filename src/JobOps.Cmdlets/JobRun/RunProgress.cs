using System.Management.Automation;
using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Shows an execution as a progress bar, and its output as verbose lines and warnings.</summary>
sealed class RunProgress(CmdletPipeline pipeline) : IRunObserver
{
    ProgressRecord? _record;

    public void StepStarting(JobRun run, string stepName, int number, int count)
    {
        _record = new(ActivityId(run), $"{run.JobName} (run {run.RunId})", $"Step {number} of {count}: {stepName}")
        {
            PercentComplete = count > 0 ? Math.Clamp(100 * (number - 1) / count, 0, 100) : -1,
        };
        pipeline.WriteProgress(_record);
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
    public void Complete()
    {
        if (_record is not { } last)
            return;
        pipeline.WriteProgress(new(last.ActivityId, last.Activity, "Ended") { RecordType = ProgressRecordType.Completed });
    }

    static int ActivityId(JobRun run) => (int)(run.RunId % int.MaxValue);
}
