using JobOps.Jobs;

namespace JobOps.Execution;

/// <summary>Has a host with PowerShell execute the undo of a runbook's step.</summary>
sealed class ScriptBlock : StepExecution<ScriptBlockAction>
{
    protected override async Task<string> ExecuteAsync(ScriptBlockAction action, StepContext step, CancellationToken cancellation)
    {
        if (step.ScriptBlocks is not { } runner)
            throw new UndoRefusedException($"its undo is a script block: Invoke-Rollback {step.Run.RunId} in PowerShell");
        var log = step.Attempt.Log;
        var refusal = await runner.UndoAsync(
            action, step.Undone!, (stream, text) => log.Write(stream, step.StepName, text), cancellation);
        return refusal is null ? "null" : throw new UndoRefusedException(log.Mask.Apply(refusal));
    }
}
