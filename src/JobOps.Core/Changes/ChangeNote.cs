using JobOps.Measurements;
using JobOps.Steps;

namespace JobOps.Changes;

/// <summary>The final note of a change: why, what was touched, by which command, and what the metric says.</summary>
public sealed record ChangeNote
{
    public long NoteId { get; init; }
    public required long RunId { get; init; }
    public string JobName { get; init; } = "";
    public required string Reason { get; init; }
    /// <summary>What was executed, as one line that a person could type.</summary>
    public required string Command { get; init; }
    public IReadOnlyList<TouchedFile> Files { get; init; } = [];
    /// <summary>Null where the run measured nothing twice.</summary>
    public MetricComparison? Metric { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
    public string WrittenBy { get; init; } = "";
}

/// <summary>A path that the change touched.</summary>
public sealed record TouchedFile(string Path, string StepName, TouchedPath? Before, TouchedPath? After)
{
    public bool Changed => !(Before?.IsSameAs(After) ?? After is null);
}
