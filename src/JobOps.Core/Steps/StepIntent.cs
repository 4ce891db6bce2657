namespace JobOps.Steps;

/// <summary>What is written before a step runs.</summary>
public sealed record StepIntent
{
    public required string StepName { get; init; }
    public required string InputHash { get; init; }
    public bool ReadOnly { get; init; }
    public bool Once { get; init; }
    public string? Undo { get; init; }
    public IReadOnlyDictionary<string, TouchedPath> Before { get; init; } = new Dictionary<string, TouchedPath>();
}
