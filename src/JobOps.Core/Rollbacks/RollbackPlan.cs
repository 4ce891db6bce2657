using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Rollbacks;

/// <summary>What a rollback would do now, newest step first.</summary>
/// <param name="Run">The run to undo.</param>
/// <param name="Steps">In the order of execution.</param>
public sealed record RollbackPlan(JobRun Run, IReadOnlyList<RollbackStep> Steps);

/// <summary>One step of a rollback: foreseen in a plan, or as it happened.</summary>
public sealed record RollbackStep
{
    /// <summary>The run that is undone.</summary>
    public required long RunId { get; init; }
    public required string StepName { get; init; }
    /// <summary>In a plan: what is to be expected.</summary>
    public required UndoStatus Status { get; init; }
    /// <summary>Why, or what differs, in words.</summary>
    public string? Reason { get; init; }
    /// <summary>The undo as a person reads it: a command line or the text of a block.</summary>
    public string? Undo { get; init; }
    /// <summary>The rollback's own run; null in a plan.</summary>
    public long? RollbackRunId { get; init; }
}
