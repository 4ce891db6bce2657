using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>What whoever executes a run must have, by what it executes.</summary>
public static class RunNeeds
{
    /// <summary>Of the steps of a job, and their undo.</summary>
    public static RunNeed Of(JobDefinition job) =>
        job.Kind == JobKind.Runbook || job.Steps.SelectMany(step => (StepAction?[])[step.Action, step.Undo]).Any(IsPowerShell)
            ? RunNeed.PowerShell
            : RunNeed.Nothing;

    /// <summary>Of a run that is asked for again: a runbook's may go to somebody else than before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="session">The PowerShell session that asks executes it.</param>
    /// <returns>Null for what it needed before.</returns>
    public static RunNeed? Again(JobRun run, bool session) =>
        run.Kind != RunKind.Runbook ? null : session ? RunNeed.Session : RunNeed.PowerShell;

    /// <summary>Of the recorded undo of steps.</summary>
    public static RunNeed OfUndo(IEnumerable<JobStep> steps) =>
        steps.Any(step => IsPowerShell(LedgerJson.Read<StepAction>(step.Undo))) ? RunNeed.PowerShell : RunNeed.Nothing;

    static bool IsPowerShell(StepAction? action) => action is ScriptAction or ScriptBlockAction;
}
