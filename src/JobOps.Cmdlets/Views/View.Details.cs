using System.Management.Automation;
using JobOps.Changes;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Cmdlets;

/// <summary>What there is to say beside the plain properties.</summary>
public static partial class View
{
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
            return $"{(run.Retries > 0 ? "retry" : "due")} in {Took(due > run.ReadAt ? due - run.ReadAt : default(TimeSpan))}";
        if (run is { Status: RunStatus.Running, StopRequestedAt: not null })
            return "stopping";
        if (run.RollbackOf is { } undone)
            return $"undoes {undone}";
        if (run.Error is { } error)
            return error.Id;
        if (run is { Status: RunStatus.Queued, Attempt: 0 } && run.Queue != JobQueue.Default)
            return $"in queue {run.Queue}";
        return run.Attempt > 1 ? $"attempt {run.Attempt}" : "";
    }

    /// <summary>The same of a job of this session that is a run.</summary>
    public static string Note(Job job) => job is LedgerJob { Run: { } run } ? Note(run) : "";

    /// <summary>Who paused a queue, when and why; of one that is active, in how many parts it is divided.</summary>
    public static string Note(JobQueue queue)
    {
        if (queue.Paused)
            return $"by {queue.PausedBy} {Ago(queue.PausedAt, queue.ReadAt)}{Because(queue.PausedReason)}";
        return queue.Partitions > 1 ? $"{queue.Partitions} partitions" : "";
    }

    /// <summary>The one thing about a step that its status does not say.</summary>
    public static string Note(JobStep step) => step.UndoReason ?? step.Error?.Actual ?? step.Error?.What ?? "";

    /// <summary>The queue of a run, and its priority where somebody gave it one.</summary>
    public static string Queue(JobRun run) => run.Priority == 0 ? run.Queue : $"{run.Queue}, priority {run.Priority}";

    /// <summary>When something was done and by whom: <c>2026-05-01 09:30:00 by ops@host</c>.</summary>
    public static string By(DateTimeOffset? time, string? actor, string? reason = null) => $"{At(time)} by {actor}{Because(reason)}";

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
        $"{run.RunId} {run.JobName}{(run.StepName is { } step ? $"/{step}" : "")} for {Took(worker.ReadAt - run.Since)}"));

    /// <summary>The queues that a worker serves.</summary>
    public static string Queues(JobWorker worker) => worker.Queues.Count > 0 ? string.Join(", ", worker.Queues) : "all";

    /// <summary>The result of a step: of a runbook's step the objects, not the XML in which they are stored.</summary>
    public static object? Result(JobStep step) =>
        step.Result?.StartsWith("<Objs", StringComparison.Ordinal) == true ? StepResult.Read(step.Result) : step.Result;

    /// <summary>The parameters of a run, a line each.</summary>
    public static string Parameters(JobRun run) =>
        string.Join('\n', run.Parameters.Select(parameter => $"{parameter.Key} = {ParameterValues.Text(parameter.Value)}"));

    /// <summary>The parameters of a job with what each of them takes, a line each.</summary>
    public static string Parameters(JobDefinition job) => string.Join('\n', job.Parameters.Select(parameter =>
        $"{parameter.Name}: {ParameterValues.Describe(parameter)}"
        + (parameter.Required ? ", required" : "") + (parameter.Secret ? ", secret" : "")));

    /// <summary>What a job executes: its steps, or the script.</summary>
    public static string Work(JobDefinition job) => job.ScriptPath ?? job.ScriptText?.Trim() ?? string.Join(", ", job.Steps.Select(step => step.Name));

    /// <summary>The paths that a step touched, with their states before and after, a line each.</summary>
    public static string Paths(JobStep step) => string.Join('\n', step.Before.Select(path =>
        $"{path.Value.Path}: {path.Value} → {(step.After.TryGetValue(path.Key, out var after) ? after : "?")}"));

    /// <summary>The same of a change.</summary>
    public static string Paths(ChangeNote note) =>
        string.Join('\n', note.Files.Select(file => $"{file.Path}: {file.Before} → {file.After}"));

    /// <summary>Which entry of the journal does not fit, or what the server says against its table; empty where all fit.</summary>
    public static string Misfit(JournalVerification found) => found switch
    {
        { Problem: { } problem } => $"entry {found.Sequence} of {(found.RunId is null or 0 ? "the ledger" : $"run {found.RunId}")}: {problem}",
        { LedgerTableProblem: { } problem } => $"the server: {problem}",
        _ => "",
    };

    /// <summary>The digest that the journal was compared with; empty for none.</summary>
    public static string Compared(JournalVerification found) =>
        found.DigestTakenAt is { } takenAt ? $"with the digest of {At(takenAt)}, which covers {found.DigestEntries} entries{Purged(found)}" : "";

    static string Purged(JournalVerification found) =>
        found.DigestPurged > 0 ? $"; {found.DigestPurged} of its chains were taken out on record since" : "";

    static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "" : $" ({reason})";
}
