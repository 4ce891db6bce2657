using System.Management.Automation;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Queues;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Cmdlets;

/// <summary>Where things stand, in colours where somebody can see and wants them.</summary>
public static partial class View
{
    // Members of $PSStyle.Foreground.
    const string Good = "Green";
    const string Bad = "BrightRed";
    const string Busy = "BrightCyan";
    const string Doubtful = "Yellow";
    const string Plain = "";

    /// <summary>Where something stands, in the colour that says whether anybody has to look at it.</summary>
    /// <param name="item">What a cmdlet wrote, or a status.</param>
    /// <param name="style"><c>$PSStyle</c>, which is no type of the library that the cmdlets are compiled against.</param>
    public static string Status(object? item, object style) => item switch
    {
        null => "",
        JobRun run => Paint(run.Status, run.IsAbandoned ? Doubtful : Colour(run.Status), style),
        Job job => Status((job as LedgerJob)?.Run, style),
        RunReason reason => Status(reason.Status, style),
        JobStep step => Status(step.Status, style),
        RollbackStep step => Status(step.Status, style),
        JobWorker worker => Status(worker.Status, style),
        JobQueue queue => Paint(State(queue), queue.Paused ? Doubtful : Plain, style),
        JobDefinition job => Paint(State(job), job.Enabled ? Plain : Doubtful, style),
        JournalVerification found => Paint(found.Valid, found.Valid ? Good : Bad, style),
        _ => Paint(item, Colour(item), style),
    };

    /// <summary>Whether anything of a queue is claimed.</summary>
    public static string State(JobQueue queue) => queue.Paused ? "paused" : "active";

    /// <summary>Whether a job takes runs.</summary>
    public static string State(JobDefinition job) => job.Enabled ? "enabled" : "disabled";

    /// <summary>Whether and how a step can be undone, or was.</summary>
    public static string Undo(JobStep step, object style) => step switch
    {
        { UndoStatus: { } status } => Status(status, style),
        { ReadOnly: true } => "not needed",
        { Undo: null } => "none",
        _ => "ready",
    };

    /// <summary>The stream of a line, in the colour in which PowerShell itself would write such a line.</summary>
    public static string Stream(LogLine line, object style) => Paint(line.Stream, Colour(line.Stream), style);

    static string Colour(object status) => status switch
    {
        RunStatus.Succeeded or StepStatus.Succeeded or StepStatus.Accepted
            or UndoStatus.Undone or UndoStatus.AlreadyUndone or WorkerStatus.Alive or LedgerTableVerdict.Verified => Good,
        RunStatus.Failed or RunStatus.Unknown or StepStatus.Failed
            or UndoStatus.CannotUndo or UndoStatus.Drifted or WorkerStatus.Lost or LedgerTableVerdict.Broken or LogStream.Error => Bad,
        RunStatus.Running or StepStatus.Running => Busy,
        RunStatus.Cancelled or StepStatus.Interrupted or WorkerStatus.Draining or LedgerTableVerdict.CannotTell or LogStream.Warning => Doubtful,
        _ => Plain,
    };

    static string Paint(object word, string colour, object style) =>
        colour == Plain || !ShowsColours(style) ? $"{word}" : $"{Member(Member(style, "Foreground"), colour)}{word}{Member(style, "Reset")}";

    // PowerShell takes colours out of a text, a file and whatever NO_COLOR is set for, but not out of what another shell
    // redirects: the mail that cron sends would be full of escape sequences.
    static bool ShowsColours(object style) => !Console.IsOutputRedirected || $"{Member(style, "OutputRendering")}" == "Ansi";

    static object Member(object item, string name) => PSObject.AsPSObject(item).Properties[name].Value;
}
