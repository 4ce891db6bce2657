namespace JobOps.Schedules;

/// <summary>What became of a line of a host's own scheduler: a job file, or why it was not carried over.</summary>
public sealed record ImportedLine
{
    /// <summary>The file that was read.</summary>
    public required string File { get; init; }
    /// <summary>From 1 on.</summary>
    public required int Line { get; init; }
    /// <summary>The line, or the element; secrets in it are masked.</summary>
    public required string Text { get; init; }
    /// <summary>The job that it belongs to; null for none.</summary>
    public string? JobName { get; init; }
    /// <summary>The job file that was written; null where none was.</summary>
    public string? Path { get; init; }
    /// <summary>The text of the job file; null for what was not carried over.</summary>
    public string? JobFile { get; init; }
    /// <summary>What only a person can say, by the member of the job file: it stands empty there, and is not registered so.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
    /// <summary>Why it was not carried over; null where it was.</summary>
    public string? Reason { get; init; }
}
