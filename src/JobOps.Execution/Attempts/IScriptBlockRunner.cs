using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Executes the undo of a runbook's step. PowerShell provides it; a host without PowerShell has none.</summary>
public interface IScriptBlockRunner
{
    /// <summary>Runs the stored block.</summary>
    /// <param name="undo">The block with its values and functions.</param>
    /// <param name="step">The step to undo; its stored result becomes the block's <c>$result</c>.</param>
    /// <param name="output">Takes the block's output, line by line.</param>
    /// <param name="cancellation">Stops the block.</param>
    /// <returns>Null, or the reason why the block says that it cannot undo.</returns>
    Task<string?> UndoAsync(
        ScriptBlockAction undo, JobStep step, Action<LogStream, string> output, CancellationToken cancellation);
}
