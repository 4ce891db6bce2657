using System.Management.Automation;
using JobOps.Changes;
using JobOps.Environments;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Queues;
using JobOps.Rehearsals;
using JobOps.Steps;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>What there is to say beside the plain properties.</summary>
public static partial class View
{
    /// <summary>The one thing about a job of this session that its state does not say, where it is a run.</summary>
    public static string Note(Job job) => job is LedgerJob { Run: { } run } ? RunWords.Note(run) : "";

    /// <summary>Who paused a queue, when and why; of one that is active, in how many parts it is divided.</summary>
    public static string Note(JobQueue queue)
    {
        if (queue.Paused)
            return $"by {queue.PausedBy} {TimeWords.Ago(queue.PausedAt, queue.ReadAt)}{TimeWords.Because(queue.PausedReason)}";
        return queue.Partitions > 1 ? $"{queue.Partitions} partitions" : "";
    }

    /// <summary>How a job is queued, limited and tried again, a line each; empty where nothing was said.</summary>
    public static string Policies(JobDefinition job) => string.Join('\n', new[]
    {
        job.Queue is { } queue ? $"queue {queue}" : "",
        job.Priority != 0 ? $"priority {job.Priority}" : "",
        job.Overlap != Overlap.Allow ? $"overlap {job.Overlap}" : "",
        job.Concurrency is { } most ? $"{most} at a time" : "",
        job.StartWithin is { } within ? $"starts within {TimeWords.Took(within)}" : "",
        job.Environments is { } environments ? $"only for {string.Join(", ", environments)}" : "",
        job.RequireRehearsal is { } required
            ? $"rehearsed in {required.Environment} within {TimeWords.Took(required.MaxAge)}" : "",
        job.Retry is { } retry ? JobWords.Retries(retry) : "",
    }.Where(line => line.Length > 0));

    /// <summary>What an environment has, an entry a line.</summary>
    public static string Entries(JobEnvironment environment) => string.Join('\n', EnvironmentWords.Entries(environment));

    /// <summary>Why it differs from others, a reason a line; empty where nobody has said so.</summary>
    public static string Expected(JobEnvironment environment) => string.Join('\n', EnvironmentWords.Expected(environment));

    /// <summary>What each probe of a rehearsal saw, a line each.</summary>
    public static string Probes(Rehearsal rehearsal) => string.Join('\n', RehearsalWords.Probes(rehearsal));

    /// <summary>What a rehearsal covers, a line each.</summary>
    public static string Covers(Rehearsal rehearsal) => string.Join('\n', RehearsalWords.Covers(rehearsal));

    /// <summary>The result of a step: of a runbook's step the objects, not the XML in which they are stored.</summary>
    public static object? Result(JobStep step) =>
        step.Result?.StartsWith("<Objs", StringComparison.Ordinal) == true ? StoredOutput.Read(step.Result) : step.Result;

    /// <summary>The parameters of a job with what each of them takes, a line each.</summary>
    public static string Parameters(JobDefinition job) => string.Join('\n', job.Parameters.Select(parameter =>
        $"{parameter.Name}: {ParameterValues.Describe(parameter)}"
        + (parameter.Required ? ", required" : "") + (parameter.Secret ? ", secret" : "")));

    /// <summary>What a job executes: its steps, or the script.</summary>
    public static string Work(JobDefinition job) =>
        job.ScriptPath ?? job.ScriptText?.Trim() ?? string.Join(", ", job.Steps.Select(step => step.Name));

    /// <summary>The paths that a step touched, with their states before and after, a line each.</summary>
    public static string Paths(JobStep step) => string.Join('\n', step.Before.Select(path =>
        StepWords.Change(path.Value.Path, path.Value, step.After.GetValueOrDefault(path.Key))));

    /// <summary>The same of a change.</summary>
    public static string Paths(ChangeNote note) =>
        string.Join('\n', note.Files.Select(ChangeWords.File));

    /// <summary>The run or the change that a note is of.</summary>
    public static string Of(ChangeNote note) =>
        note.ChangeId is { } changeId ? $"change {changeId}" : $"run {note.RunId} of job {note.JobName}";

    /// <summary>What was measured of a change, a line for each baseline.</summary>
    public static string Baselines(Change change) => string.Join('\n', change.Baselines.Select(ChangeWords.Measured));

    /// <summary>The changes that were open beside one and alter the same, a line each.</summary>
    public static string Concurrent(Change change) =>
        string.Join('\n', change.Concurrent.Select(other => $"{other.ChangeId}: {other.Reason}"));

    /// <summary>What the measurements of a change allow to say, a line a metric.</summary>
    public static string Verdict(Change change) => change.Metrics.Count == 0
        ? "not measured before and after"
        : string.Join('\n', change.Metrics.Select(metric => metric.Sentence));

    /// <summary>Which entry of the journal does not fit, or what the server says against its table; empty where all fit.</summary>
    public static string Misfit(JournalVerification found) => found switch
    {
        { Problem: { } problem } =>
            $"entry {found.Sequence} of {Chain(found.RunId ?? 0)}: {problem}",
        { LedgerTableProblem: { } problem } => $"the server: {problem}",
        _ => "",
    };

    static string Chain(long runId) =>
        runId == 0 ? "the ledger" : ChangeId.OfJournalChain(runId) is { } changeId ? $"change {changeId}" : $"run {runId}";

    /// <summary>The digest that the journal was compared with; empty for none.</summary>
    public static string Compared(JournalVerification found) => JournalWords.Compared(found) is { } digest ? $"with {digest}" : "";
}
