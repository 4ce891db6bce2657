using System.Management.Automation;
using JobOps.Changes;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Queues;
using JobOps.Steps;
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
        job.Retry is { } retry ? JobWords.Retries(retry) : "",
    }.Where(line => line.Length > 0));

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
        string.Join('\n', note.Files.Select(file => StepWords.Change(file.Path, file.Before, file.After)));

    /// <summary>Which entry of the journal does not fit, or what the server says against its table; empty where all fit.</summary>
    public static string Misfit(JournalVerification found) => found switch
    {
        { Problem: { } problem } =>
            $"entry {found.Sequence} of {(found.RunId is null or 0 ? "the ledger" : $"run {found.RunId}")}: {problem}",
        { LedgerTableProblem: { } problem } => $"the server: {problem}",
        _ => "",
    };

    /// <summary>The digest that the journal was compared with; empty for none.</summary>
    public static string Compared(JournalVerification found) => JournalWords.Compared(found) is { } digest ? $"with {digest}" : "";
}
