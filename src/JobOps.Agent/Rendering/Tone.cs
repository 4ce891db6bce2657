using JobOps.Wording;

namespace JobOps.Agent.Rendering;

/// <summary>What a line means to who reads it; <see cref="Styles"/> knows which colour that is. Whoever says something names its tone:
/// so only what draws something loads what draws.</summary>
enum Tone
{
    Plain,
    Good,
    Bad,
    Doubtful,
    Busy,
    Quiet,
    Heading,
    Command,
}

/// <summary>The one place that decides which tone a state has.</summary>
static class Tones
{
    /// <summary>Of a status of a run, step or undo, or of a stream of a log.</summary>
    public static Tone Of(Enum status) => Of(Standings.Of(status));

    /// <summary>Of what a state means.</summary>
    public static Tone Of(Standing standing) => standing switch
    {
        Standing.Good => Tone.Good,
        Standing.Busy => Tone.Busy,
        Standing.Doubtful => Tone.Doubtful,
        Standing.Bad => Tone.Bad,
        _ => Tone.Plain,
    };
}
