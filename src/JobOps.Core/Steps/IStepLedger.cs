using JobOps.Runs;

namespace JobOps.Steps;

/// <summary>The steps. Each write carries the lease and is refused with LeaseLost once it is lost.</summary>
public interface IStepLedger
{
    /// <summary>Writes the intent, and with it the undo, before the step runs.</summary>
    Task<JobStep> BeginAsync(Lease lease, StepIntent intent, CancellationToken cancellation = default);

    /// <summary>Writes the outcome; with <paramref name="undo"/> also what it did about another run's step.</summary>
    Task FinishAsync(
        Lease lease, StepOutcome outcome, UndoOutcome? undo = null, CancellationToken cancellation = default);

    /// <summary>In the order of their first start; empty for an unknown run.</summary>
    Task<IReadOnlyList<JobStep>> GetAsync(long runId, CancellationToken cancellation = default);

    /// <summary>Notes that every step of the run is undone; once, however often one rollback says so.</summary>
    Task MarkRolledBackAsync(Lease rollback, long undoneRunId, CancellationToken cancellation = default);
}
