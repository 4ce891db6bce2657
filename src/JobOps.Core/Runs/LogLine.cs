namespace JobOps.Runs;

/// <summary>A line of a run's log.</summary>
public sealed record LogLine
{
    /// <summary>UTF-16 characters; a longer line is parted by who captures it, or loses its end.</summary>
    public const int LongestText = 4000;

    public long LogId { get; init; }
    public long RunId { get; init; }
    public DateTimeOffset At { get; init; }
    public LogStream Stream { get; init; }
    public string? StepName { get; init; }
    public required string Text { get; init; }
}
