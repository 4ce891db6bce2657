using JobOps.Runs;
using JobOps.Wording;
using Spectre.Console;

namespace JobOps.Agent.Rendering;

/// <summary>The one place that decides which colour a tone has.</summary>
static class Styles
{
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    public static readonly Style Doubtful = new(Color.Yellow);
    public static readonly Style Busy = new(Color.Blue);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Heading = new(decoration: Decoration.Bold);
    public static readonly Style Command = new(Color.Aqua);

    /// <summary>Where a run stands.</summary>
    public static Text Status(JobRun run) => new(run switch
    {
        { IsAbandoned: true } => "Abandoned",
        { Status: RunStatus.Scheduled } when run.DueAt > run.ReadAt => $"Scheduled, {RunWords.DueIn(run)}",
        _ => run.Status.ToString(),
    }, Of(Standings.Of(run)));

    /// <summary>A status of a run, step or undo.</summary>
    public static Text Status(Enum status) => new(status.ToString(), Of(status));

    /// <summary>The colour of a status.</summary>
    public static Style Of(Enum status) => Of(Tones.Of(status));

    /// <summary>The colour of what a state means.</summary>
    public static Style Of(Standing standing) => Of(Tones.Of(standing));

    /// <summary>The colour of a tone.</summary>
    public static Style Of(Tone tone) => tone switch
    {
        Tone.Good => Good,
        Tone.Busy => Busy,
        Tone.Doubtful => Doubtful,
        Tone.Bad => Bad,
        Tone.Quiet => Quiet,
        Tone.Heading => Heading,
        Tone.Command => Command,
        _ => Style.Plain,
    };
}
