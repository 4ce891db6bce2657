using System.Management.Automation;
using JobOps.Backups;
using JobOps.CacheRules;
using JobOps.Checklists;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Notifications;
using JobOps.Queues;
using JobOps.Rehearsals;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Schedules;
using JobOps.Steps;
using JobOps.Wording;
using JobOps.Workers;

namespace JobOps.Cmdlets;

/// <summary>Where things stand, in colours where somebody can see and wants them.</summary>
public static partial class View
{
    // A column has room for "Succeeded"; the note beside it says what is awaited.
    const string Awaiting = "Awaiting";

    /// <summary>Where something stands, in the colour that says whether anybody has to look at it.</summary>
    /// <param name="item">What a cmdlet wrote, or a status.</param>
    /// <param name="style"><c>$PSStyle</c>, which is no type of the library that the cmdlets are compiled against.</param>
    public static string Status(object? item, object style) => item switch
    {
        null => "",
        JobRun { ApprovalBy: not null } run => Paint(Awaiting, Standings.Of(run), style),
        JobRun run => Paint(run.Status, Standings.Of(run), style),
        Job job => Status((job as LedgerJob)?.Run, style),
        RunReason { Status: RunStatus.AwaitingApproval } reason => Paint(Awaiting, Standings.Of(reason.Status), style),
        RunReason reason => Status(reason.Status, style),
        JobStep step => Status(step.Status, style),
        RollbackStep step => Status(step.Status, style),
        JobWorker worker => Status(worker.Status, style),
        JobQueue queue => Paint(State(queue), Standings.Of(queue), style),
        JobSchedule schedule => Paint(ScheduleWords.State(schedule), Standings.Of(schedule), style),
        NotificationReceiver receiver => Paint(NotificationWords.State(receiver), Standings.Of(receiver), style),
        Notification notification => Status(notification.Status, style),
        NotificationTest test => Paint(test.Arrived ? "arrived" : "failed", test.Arrived ? Standing.Good : Standing.Bad, style),
        JobDefinition job => Paint(JobWords.State(job.Enabled), Standings.Of(job), style),
        Backup backup => Paint(BackupWords.Tested(backup), Standings.Of(backup.State), style),
        JournalVerification found => Paint(found.Valid, found.Valid ? Standing.Good : Standing.Bad, style),
        Rehearsal rehearsal => Paint(
            RehearsalWords.Outcome(rehearsal),
            !rehearsal.Passed ? Standing.Bad : rehearsal.Holds == false ? Standing.Doubtful : Standing.Good, style),
        ChecklistResult result => Paint(ChecklistWords.Outcome(result), result.Passed ? Standing.Good : Standing.Bad, style),
        CacheRuleTest test => Paint(CacheWords.Outcome(test), test.Passed ? Standing.Good : Standing.Bad, style),
        CacheFinding finding => Paint(CacheWords.Status(finding.Status), Standings.Of(finding.Status), style),
        IdempotencyReport report => Paint(report.Passed ? "passed" : "failed", report.Passed ? Standing.Good : Standing.Bad, style),
        Enum status => Paint(status, Standings.Of(status), style),
        _ => $"{item}",
    };

    /// <summary>Whether anything of a queue is claimed.</summary>
    public static string State(JobQueue queue) => queue.Paused ? "paused" : "active";

    /// <summary>Whether and how a step can be undone, or was.</summary>
    public static string Undo(JobStep step, object style) =>
        Paint(StepWords.Undo(step), step.UndoStatus is { } status ? Standings.Of(status) : Standing.Plain, style);

    /// <summary>The stream of a line, in the colour in which PowerShell itself would write such a line.</summary>
    public static string Stream(LogLine line, object style) => Paint(line.Stream, Standings.Of(line.Stream), style);

    static string Paint(object word, Standing standing, object style) => Colour(standing) is { } colour && ShowsColours(style)
        ? $"{Member(Member(style, "Foreground"), colour)}{word}{Member(style, "Reset")}"
        : $"{word}";

    // Members of $PSStyle.Foreground.
    static string? Colour(Standing standing) => standing switch
    {
        Standing.Good => "Green",
        Standing.Busy => "BrightCyan",
        Standing.Doubtful => "Yellow",
        Standing.Bad => "BrightRed",
        _ => null,
    };

    // PowerShell takes colours out of a text, a file and whatever NO_COLOR is set for, but not out of what another shell
    // redirects: the mail that cron sends would be full of escape sequences.
    static bool ShowsColours(object style) => !Console.IsOutputRedirected || $"{Member(style, "OutputRendering")}" == "Ansi";

    static object Member(object item, string name) => PSObject.AsPSObject(item).Properties[name].Value;
}
