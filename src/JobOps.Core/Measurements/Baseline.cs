using System.Globalization;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>What was measured of a change in one phase; its samples are kept apart.</summary>
public sealed record Baseline
{
    public long BaselineId { get; init; }
    public required ChangeId ChangeId { get; init; }
    public required Phase Phase { get; init; }
    public required MeasuredSource Source { get; init; }
    /// <summary>The address, the command line, the text of the script block; or what the numbers are, in words.</summary>
    public required string Target { get; init; }
    /// <summary>How it was asked, of <see cref="MeasuredSource.Uri"/>; null else.</summary>
    public MeasuredRequest? Request { get; init; }
    /// <summary>The unit of <see cref="Sample.Value"/>; <c>ms</c> for whatever is timed.</summary>
    public string Unit { get; init; } = "ms";
    /// <summary>Whether more is better, as of requests a second.</summary>
    public bool HigherIsBetter { get; init; }
    /// <summary>How many samples there are, without those to warm up.</summary>
    public int Count { get; init; }
    /// <summary>How many were made first, and dropped.</summary>
    public int WarmUp { get; init; }
    /// <summary>For how long it was to be measured; null where it was a count.</summary>
    public TimeSpan? Duration { get; init; }
    /// <summary>How long a sample might take at most.</summary>
    public TimeSpan? TimeLimit { get; init; }
    /// <summary>Where the number of database calls came from; null where nobody counted them.</summary>
    public DatabaseCallSource? DatabaseCalls { get; init; }
    /// <summary>How many a second were to be made; null for one after the other.</summary>
    public double? PacePerSecond { get; init; }
    /// <summary>How many at a time.</summary>
    public int Concurrency { get; init; } = 1;
    /// <summary>Where both phases were measured in turns, how often it went round.</summary>
    public int? Rounds { get; init; }
    /// <summary>By whatever clock the measuring host had.</summary>
    public DateTimeOffset StartedAt { get; init; }
    /// <summary>Null while it is measured, and where that ended without a word.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>Why it ended before its count; null where it did not.</summary>
    public string? EndedEarly { get; init; }
    /// <summary>What was noticed of the target while it was measured, as sentences: redirects, a status that changed, a pace that was not
    /// kept.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
    public MeasuringConditions Conditions { get; init; } = new();
    /// <summary>Who measured, as the database knows them.</summary>
    public string MeasuredBy { get; init; } = "";

    /// <summary>Why what was measured after the change cannot be compared with this one; null where it can.</summary>
    /// <param name="after">The other phase.</param>
    public JobOpsError? FindMismatch(Baseline after)
    {
        // In turns, two targets are what is compared.
        var inTurns = after.Rounds is not null;
        (string Member, string Before, string After)[] members =
        [
            ("the source", $"{Source}", $"{after.Source}"),
            ("the target", inTurns ? "" : Target, inTurns ? "" : after.Target),
            ("the unit", Unit, after.Unit),
            ("which side is better", HigherIsBetter ? "higher" : "lower", after.HigherIsBetter ? "higher" : "lower"),
            ("the method", Request?.Method ?? "", after.Request?.Method ?? ""),
            ("the headers", Names(Request?.Headers), Names(after.Request?.Headers)),
            ("the cookies", Names(Request?.Cookies), Names(after.Request?.Cookies)),
            ("the body", Request?.BodySha256 ?? "none", after.Request?.BodySha256 ?? "none"),
            ("how many at a time", $"{Concurrency}", $"{after.Concurrency}"),
            ("the pace", Pace(PacePerSecond), Pace(after.PacePerSecond)),
            ("the duration", $"{Duration}", $"{after.Duration}"),
            ("the count", CountOf(this), CountOf(after)),
        ];
        return members.Where(member => member.Before != member.After)
            .Select(member => Error.BaselineMismatch(ChangeId, member.Member, member.Before, member.After)).FirstOrDefault();

        // One that was cut short is as good as it is long; and how many there are in a time, nobody asked for.
        string CountOf(Baseline phase) =>
            EndedEarly is null && after.EndedEarly is null && Duration is null ? phase.Count.ToString(CultureInfo.InvariantCulture) : "";
    }

    static string Names(IReadOnlyList<string>? names) => names is { Count: > 0 } ? string.Join(", ", names) : "none";

    static string Pace(double? pace) =>
        pace is { } each ? string.Create(CultureInfo.InvariantCulture, $"{each} a second") : "one after the other";
}

/// <summary>Where the numbers came from.</summary>
public enum MeasuredSource
{
    Uri,
    Command,
    ScriptBlock,
    Input,
}

/// <summary>How an address was asked. Values of headers and cookies may be secrets: they are in no ledger.</summary>
public sealed record MeasuredRequest
{
    public string Method { get; init; } = "GET";
    /// <summary>The names of the headers that were set, in order.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
    /// <summary>The names of the cookies, in order.</summary>
    public IReadOnlyList<string> Cookies { get; init; } = [];
    /// <summary>SHA-256 of the body that was sent; null for none.</summary>
    public string? BodySha256 { get; init; }
}

/// <summary>Where the number of database calls of a sample comes from: one of its members.</summary>
public sealed record DatabaseCallSource
{
    /// <summary>The header of an answer that holds it.</summary>
    public string? Header { get; init; }
    /// <summary>The text of a script block that returns a counter, which is read before and after.</summary>
    public string? Script { get; init; }
    /// <summary>The file whose new lines are counted, absolute.</summary>
    public string? Log { get; init; }
    /// <summary>Which of its lines, as a regular expression.</summary>
    public string? Pattern { get; init; }
}

/// <summary>What may explain a difference beside the change.</summary>
public sealed record MeasuringConditions
{
    public string Host { get; init; } = "";
    public int ProcessorCount { get; init; }
    /// <summary>How much of all processors others used while it was measured, 0 to 1; null where the system does not say.</summary>
    public double? OtherLoad { get; init; }
    /// <summary>Which programs used most of it, as <c>name 35 %</c>.</summary>
    public IReadOnlyList<string> Busiest { get; init; } = [];
    /// <summary>How far the host's clock was set while it was measured, in milliseconds; null for not at all.</summary>
    public double? ClockSteppedMs { get; init; }
}

/// <summary>A baseline with its samples, in the order in which they were due.</summary>
public sealed record MeasuredPhase(Baseline Baseline, IReadOnlyList<Sample> Samples);
