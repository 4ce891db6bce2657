using System.Management.Automation;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Puts the lines of a run's log into the streams of its job, each into the one that it came from.</summary>
sealed class LedgerJobStreams(LedgerJob job)
{
    static readonly string[] s_saidByJobOps = ["JobOps"];

    ProgressRecord? _progressing;

    public event Action<ProgressRecord>? Progressed;

    /// <summary>The bar as it is now; null for none.</summary>
    public ProgressRecord? Progressing => Volatile.Read(ref _progressing);

    /// <summary>Somebody may still receive something.</summary>
    public bool HoldData =>
        job.Output.Count > 0 || job.Error.Count > 0 || job.Warning.Count > 0 || job.Verbose.Count > 0 || job.Debug.Count > 0
        || job.Information.Count > 0 || job.Progress.Count > 0;

    public void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
            Write(line);
    }

    /// <summary>Moves the bar, or takes it away.</summary>
    public void Show(ProgressRecord? progress)
    {
        var shown = Progressing;
        if (progress is null && shown is null || progress?.StatusDescription == shown?.StatusDescription)
            return;
        Volatile.Write(ref _progressing, progress);
        var record = progress ?? new(shown!.ActivityId, shown.Activity, "Ended") { RecordType = ProgressRecordType.Completed };
        job.Progress.Add(record);
        Progressed?.Invoke(record);
    }

    void Write(LogLine line)
    {
        switch (line.Stream)
        {
            case LogStream.Error:
                job.Error.Add(new(new RemoteException(line.Text), "JobOps.LogError", ErrorCategory.NotSpecified, line.RunId));
                break;
            case LogStream.Warning:
                job.Warning.Add(new(line.Text));
                break;
            case LogStream.Verbose:
                job.Verbose.Add(new(line.Text));
                break;
            case LogStream.Debug:
                job.Debug.Add(new(line.Text));
                break;
            case LogStream.Information:
                job.Information.Add(new(line.Text, job.JobName));
                break;
            case LogStream.JobOps:
                var said = new InformationRecord(line.Text, job.JobName);
                said.Tags.AddRange(s_saidByJobOps);
                job.Information.Add(said);
                break;
            default:
                job.Output.Add(PSObject.AsPSObject(line.Text));
                break;
        }
    }
}
