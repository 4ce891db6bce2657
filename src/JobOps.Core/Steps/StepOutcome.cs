using JobOps.Errors;

namespace JobOps.Steps;

/// <summary>What is written after it.</summary>
public sealed record StepOutcome
{
    public required string StepName { get; init; }
    public required StepStatus Status { get; init; }
    public string? Result { get; init; }
    public JobOpsError? Error { get; init; }
    public IReadOnlyDictionary<string, TouchedPath> After { get; init; } = new Dictionary<string, TouchedPath>();
}
