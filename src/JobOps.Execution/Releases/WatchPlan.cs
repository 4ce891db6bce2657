using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>What is followed after a release, and for how long.</summary>
public sealed record WatchPlan
{
    /// <summary>The name under which what was seen is kept among the checklists.</summary>
    public const string ChecklistName = "watch-release";

    internal const string ItemKind = "watch";

    /// <summary>What an error looks like in a log, where nobody says it: a level of its own, or a status of 500 and more.</summary>
    public const string DefaultPattern =
        @"(?i:\b(?:emerg|alert|crit|critical|fatal|panic|error|err|exception|traceback)\b)|""\s5\d\d\s";

    public required ChangeId ChangeId { get; init; }

    /// <summary>How long it is watched from now on.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>How long before the release counts; as long as it is watched if null.</summary>
    public TimeSpan? Before { get; init; }

    /// <summary>Logs, absolute.</summary>
    public IReadOnlyList<string> LogFiles { get; init; } = [];

    /// <summary>Units of systemd, whose journal is followed.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>A program and its arguments, whose output is followed as a log; empty for none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>An address that is asked again and again; null for none.</summary>
    public Uri? Uri { get; init; }

    static readonly TimeSpan s_usualEvery = TimeSpan.FromSeconds(5);

    /// <summary>How often it is asked; every 5 s if null.</summary>
    public TimeSpan? Every { get; init; }

    internal TimeSpan EffectiveEvery => Every ?? (For < s_usualEvery ? For : s_usualEvery);

    /// <summary>Regular expression (.NET) of a line that tells of an error.</summary>
    public string Pattern { get; init; } = DefaultPattern;

    /// <summary>Where the command is executed, absolute.</summary>
    public required string Folder { get; init; }

    /// <exception cref="JobOpsException">WatchPlanInvalid</exception>
    public void Check()
    {
        if (LogFiles.Count + Units.Count + Command.Count == 0 && Uri is null)
            throw Invalid("what is followed", "a log, a unit, a command or an address", "nothing");
        if (For <= TimeSpan.Zero || For > Duration.Longest)
            throw Invalid("the time", Duration.Words, $"{For:c}");
        if (Before is { } before && (before <= TimeSpan.Zero || before > Duration.Longest))
            throw Invalid("the time before", Duration.Words, $"{before:c}");
        if (EffectiveEvery <= TimeSpan.Zero || EffectiveEvery > For)
            throw Invalid("how often it is asked", "more than nothing, and not longer than it is watched", $"{EffectiveEvery:c}");
        if (Uri is not null && !(Uri.IsAbsoluteUri && Uri.Scheme is "http" or "https"))
            throw Invalid("the address", "an absolute http or https URL", Uri.ToString());
        // It is kept and shown with what was seen.
        if (Uri is { UserInfo.Length: > 0 })
            throw Invalid(
                "the address", "an address without a user and a password",
                new UriBuilder(Uri) { UserName = "***", Password = "" }.Uri.ToString());
        if (LogFiles.FirstOrDefault(file => !WatchedFile.IsThere(file)) is { } missing)
            throw Invalid("the log", "a file that is there", missing);
        try
        {
            _ = new Regex(Pattern);
        }
        catch (ArgumentException exception)
        {
            throw Invalid("the pattern", "a regular expression", exception.Message);
        }
    }

    static JobOpsException Invalid(string member, string expected, string actual) => new(Error.WatchPlanInvalid(member, expected, actual));
}
