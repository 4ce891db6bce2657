namespace JobOps.Steps;

/// <summary>What a rollback did about one step of another run; written with the rollback's own step.</summary>
public sealed record UndoOutcome(long UndoneRunId, string StepName, UndoStatus Status, string? Reason);
