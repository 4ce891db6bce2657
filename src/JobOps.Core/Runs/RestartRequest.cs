namespace JobOps.Runs;

/// <summary>How to put a run back into the queue.</summary>
public sealed record RestartRequest
{
    public required long RunId { get; init; }
    /// <summary>What an operator says of a step that must not run twice: true, it is done; false, it may run; null,
    /// nothing was said.</summary>
    public bool? InterruptedStepTookEffect { get; init; }
    /// <summary>The first step to execute again, finished or not; null for the first unfinished one.</summary>
    public string? FromStep { get; init; }
    /// <summary>What whoever executes it now must have; null for what it needed before.</summary>
    public RunNeed? Needs { get; init; }
    /// <summary>For the journal.</summary>
    public string? Reason { get; init; }
}
