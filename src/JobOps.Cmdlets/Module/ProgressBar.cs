using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>A progress bar that appears with the first thing to show, and is always taken away again.</summary>
sealed class ProgressBar(CmdletPipeline pipeline, string activity, int id = 0)
{
    ProgressRecord? _shown;

    /// <param name="status">What is done now.</param>
    /// <param name="percent">How much of it is done; -1 where nobody knows.</param>
    public void Show(string status, int percent = -1)
    {
        _shown = new(id, activity, status) { PercentComplete = percent };
        pipeline.WriteProgress(_shown);
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (_shown is null)
            return;
        _shown = null;
        pipeline.WriteProgress(new(id, activity, "Ended") { RecordType = ProgressRecordType.Completed });
    }
}
