using System.Management.Automation;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Puts the lines of a run's log into the streams of its job, each into the one that it came from.</summary>
sealed class LedgerJobStreams(LedgerJob job)
{
    static readonly string[] s_saidByJobOps = ["JobOps"];

    ProgressText? _progressing;

    /// <summary>Where the run stands now; null when there is nothing to show any more.</summary>
    public event Action<ProgressText?>? Progressed;

    /// <summary>What a bar says now; null for none.</summary>
    public ProgressText? Progressing => Volatile.Read(ref _progressing);

    /// <summary>Receive-Job may still give something.</summary>
    public bool HoldData =>
        job.Output.Count > 0 || job.Error.Count > 0 || job.Warning.Count > 0 || job.Verbose.Count > 0 || job.Debug.Count > 0
        || job.Information.Count > 0 || job.Progress.Count > 0;

    public void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
            Write(line);
    }

    /// <summary>Says where the run stands. The stream keeps what was done, not how each second of it went.</summary>
    /// <param name="run">The run.</param>
    /// <param name="progress">Null takes the bar away.</param>
    public void Show(JobRun run, ProgressText? progress)
    {
        var shown = Progressing;
        Volatile.Write(ref _progressing, progress);
        if (progress?.Doing != shown?.Doing)
            job.Progress.Add(Record(run, progress));
        Progressed?.Invoke(progress);
    }

    static ProgressRecord Record(JobRun run, ProgressText? progress)
    {
        var (id, activity) = (RunBar.ActivityId(run), Visible.Line(RunBar.Activity(run)));
        return progress is null
            ? new(id, activity, "Ended") { RecordType = ProgressRecordType.Completed }
            : new(id, activity, Visible.Line(progress.Doing)) { PercentComplete = progress.Percent };
    }

    void Write(LogLine line)
    {
        var text = Visible.Text(line.Text);
        switch (line.Stream)
        {
            case LogStream.Error:
                job.Error.Add(new(new RemoteException(text), "JobOps.LogError", ErrorCategory.NotSpecified, line.RunId));
                break;
            case LogStream.Warning:
                job.Warning.Add(new(text));
                break;
            case LogStream.Verbose:
                job.Verbose.Add(new(text));
                break;
            case LogStream.Debug:
                job.Debug.Add(new(text));
                break;
            case LogStream.Information:
                job.Information.Add(new(text, job.JobName));
                break;
            case LogStream.JobOps:
                var said = new InformationRecord(text, job.JobName);
                said.Tags.AddRange(s_saidByJobOps);
                job.Information.Add(said);
                break;
            // An object for whoever asked for it, and no message to be shown: it stays what it was.
            default:
                job.Output.Add(PSObject.AsPSObject(line.Text));
                break;
        }
    }
}
