namespace JobOps.Schedules;

/// <summary>An entry of a host's own scheduler that starts the job of a schedule.</summary>
public sealed record HostEntry
{
    /// <summary>The schedule.</summary>
    public required string Name { get; init; }
    public required HostScheduler Kind { get; init; }
    /// <summary>What its file is called.</summary>
    public required string FileName { get; init; }
    /// <summary>The file that was written; null where none was.</summary>
    public string? Path { get; init; }
    public required string Text { get; init; }
    /// <summary>What this scheduler does in another way than a worker would, a sentence each; empty for nothing.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}
