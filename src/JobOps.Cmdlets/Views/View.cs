using System.Globalization;
using System.Management.Automation;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Words for the views in JobOps.format.ps1xml.</summary>
public static class View
{
    /// <summary>How long ago: <c>3 min ago</c>; empty for never.</summary>
    public static string Ago(DateTimeOffset? then, DateTimeOffset now) =>
        then is { } time ? RunExplanation.Age(now - time) + " ago" : "";

    /// <summary>A length of time; empty for none.</summary>
    public static string Took(TimeSpan? time) => time is { } length ? RunExplanation.Age(length) : "";

    /// <summary>A point in time as the reader's clock shows it; empty for none.</summary>
    public static string At(DateTimeOffset? time) =>
        time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The time of day of a log line.</summary>
    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The member of <c>$PSStyle.Foreground</c> that a status is shown in.</summary>
    public static string Colour(object status) => status switch
    {
        true or RunStatus.Succeeded or StepStatus.Succeeded or StepStatus.Accepted or UndoStatus.Undone
            or UndoStatus.AlreadyUndone or WorkerStatus.Alive => "Green",
        false or RunStatus.Failed or RunStatus.Unknown or StepStatus.Failed or UndoStatus.CannotUndo
            or UndoStatus.Drifted or WorkerStatus.Lost => "BrightRed",
        RunStatus.Running or StepStatus.Running => "BrightCyan",
        _ => "Yellow",
    };

    /// <summary>The one thing about a run that its status does not say.</summary>
    public static string Note(JobRun run)
    {
        if (run.Replayed)
            return "replayed";
        if (run.RolledBackBy is { } by)
            return $"undone by {by}";
        if (run.IsAbandoned)
            return "worker is gone";
        if (run is { Status: RunStatus.Scheduled, DueAt: { } due })
            return $"{(run.Retries > 0 ? "retry" : "due")} in {RunExplanation.Age(due > run.ReadAt ? due - run.ReadAt : default)}";
        if (run is { Status: RunStatus.Running, StopRequestedAt: not null })
            return "stopping";
        if (run.Error is { } error)
            return error.Id;
        if (run.RollbackOf is { } undone)
            return $"undoes {undone}";
        if (run is { Status: RunStatus.Queued, Attempt: 0 } && run.Queue != JobQueue.Default)
            return $"in queue {run.Queue}";
        return run.Attempt > 1 ? $"attempt {run.Attempt}" : "";
    }

    /// <summary>The same of a run that is a job of this session.</summary>
    public static string Note(LedgerJob job) => job switch
    {
        { JobStateInfo.State: JobState.Disconnected } => "disconnected",
        { Run: { } run } => Note(run),
        _ => "",
    };

    /// <summary>Whether anything of a queue is claimed.</summary>
    public static string State(JobQueue queue) => queue.Paused ? "paused" : "active";

    /// <summary>Who paused a queue, when and why; empty for one that is active.</summary>
    public static string Note(JobQueue queue) =>
        queue.Paused ? $"by {queue.PausedBy} {Ago(queue.PausedAt, queue.ReadAt)}{Because(queue.PausedReason)}" : "";

    /// <summary>Whether a job takes runs; who last said so, when and why.</summary>
    public static string State(JobDefinition job) =>
        (job.Enabled ? "enabled" : "disabled")
        + (job.EnabledBy is { } by ? $" by {by} at {At(job.EnabledAt)}{Because(job.EnabledReason)}" : "");

    /// <summary>How a job is queued, limited and tried again, a line each; empty where nothing was said.</summary>
    public static string Policies(JobDefinition job) => string.Join('\n', new[]
    {
        job.Queue is { } queue ? $"queue {queue}" : "",
        job.Priority != 0 ? $"priority {job.Priority}" : "",
        job.Overlap != Overlap.Allow ? $"overlap {job.Overlap}" : "",
        job.Concurrency is { } most ? $"{most} at a time" : "",
        job.StartWithin is { } within ? $"starts within {Took(within)}" : "",
        job.Retry is { } retry ? $"{retry.Attempts} attempts, first pause {Took(retry.Delay)}, longest {Took(retry.MaxDelay)}" : "",
    }.Where(line => line.Length > 0));

    /// <summary>What a worker has in hand: run, job, step and for how long, a line each.</summary>
    public static string Doing(JobWorker worker) => string.Join('\n', worker.Runs.Select(run =>
        $"{run.RunId} {run.JobName}{(run.StepName is { } step ? $"/{step}" : "")} {Took(worker.ReadAt - run.Since)}"));

    /// <summary>The queues that a worker serves.</summary>
    public static string Queues(JobWorker worker) => worker.Queues.Count > 0 ? string.Join(", ", worker.Queues) : "all";

    /// <summary>Whether and how a step can be undone, or was.</summary>
    public static string Undo(JobStep step) => step switch
    {
        { UndoStatus: { } status } => status.ToString(),
        { ReadOnly: true } => "not needed",
        { Undo: null } => "none",
        _ => "ready",
    };

    /// <summary>The result of a step: of a runbook's step the objects, not the XML in which they are stored.</summary>
    public static object? Result(JobStep step) =>
        step.Result?.StartsWith("<Objs", StringComparison.Ordinal) == true ? StepResult.Read(step.Result) : step.Result;

    /// <summary>The one thing about a step that its status does not say.</summary>
    public static string Note(JobStep step) => step.UndoReason ?? step.Error?.Actual ?? step.Error?.What ?? "";

    /// <summary>The parameters of a run, or of a job with what each of them takes, a line each.</summary>
    public static string Parameters(object item) => string.Join('\n', item switch
    {
        JobRun run => run.Parameters.Select(parameter => $"{parameter.Key} = {ParameterValues.Text(parameter.Value)}"),
        JobDefinition job => job.Parameters.Select(parameter =>
            $"{parameter.Name}: {ParameterValues.Describe(parameter)}"
            + (parameter.Required ? ", required" : "") + (parameter.Secret ? ", secret" : "")),
        _ => [],
    });

    /// <summary>What a job executes: its steps, or the script.</summary>
    public static string Work(JobDefinition job) => job.ScriptPath ?? job.ScriptText?.Trim() ?? string.Join(", ", job.Steps.Select(step => step.Name));

    /// <summary>The paths that a step or a change touched, with their states before and after, a line each.</summary>
    public static string Paths(object item) => string.Join('\n', item switch
    {
        JobStep step => step.Before.Select(path =>
            $"{path.Value.Path}: {path.Value} → {(step.After.TryGetValue(path.Key, out var after) ? after : "?")}"),
        Changes.ChangeNote note => note.Files.Select(file => $"{file.Path}: {file.Before} → {file.After}"),
        _ => [],
    });

    /// <summary>Which entry of the journal does not fit; empty where all fit.</summary>
    public static string Misfit(JournalVerification found) =>
        found.Valid
            ? ""
            : $"entry {found.Sequence} of {(found.RunId is null or 0 ? "the ledger" : $"run {found.RunId}")}: {found.Problem}";

    static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "" : $" ({reason})";
}
