using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Writes the intents and outcomes of a run's steps under its lease.</summary>
public sealed class StepWriter(IStepLedger steps, HeldLease held)
{
    /// <summary>Writes the intent before the step runs. Not repeated: nothing has been done yet.</summary>
    /// <returns>The step; one that finished in an earlier attempt is not executed again.</returns>
    /// <exception cref="Errors.JobOpsException">LeaseLost, StepOutcomeUnknown, StepNameRepeated, or that the ledger does
    /// not answer</exception>
    public Task<JobStep> BeginAsync(StepIntent intent, CancellationToken cancellation) =>
        steps.BeginAsync(held.Lease, intent, cancellation);

    /// <summary>Writes the outcome, and with <paramref name="undo"/> what it did about another run's step. Whatever stops the
    /// run meanwhile, and repeated until the ledger answers: what was done is known, and must not be lost.</summary>
    /// <exception cref="Errors.JobOpsException">LeaseLost, or why the ledger refuses it</exception>
    public Task FinishAsync(StepOutcome outcome, UndoOutcome? undo = null) =>
        DurableWrite.UntilAnsweredAsync(held, () => steps.FinishAsync(held.Lease, outcome, undo, CancellationToken.None));
}
