using System.Security.Cryptography;
using System.Text;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Work on the steps of one run: fills the placeholders of actions, describes them and executes them by their kind.</summary>
/// <param name="attempt">Its lease is handed to scripts, so that their steps join the run; its log takes the output.</param>
/// <param name="run">The run whose actions they are: the attempt's own, or the one that it undoes.</param>
/// <param name="values">Fills the placeholders.</param>
/// <param name="scriptBlocks">Executes script blocks; null in a host without PowerShell.</param>
sealed class StepWork(AttemptContext attempt, Runs.JobRun run, PlaceholderValues values, IScriptBlockRunner? scriptBlocks = null)
{
    static readonly Dictionary<string, TouchedPath> s_unknown = [];

    /// <summary>SHA-256 over what the action is with its placeholders filled; secrets count as their placeholders.</summary>
    public string InputHash(string step, StepAction action, IReadOnlyDictionary<string, TouchedPath> before)
    {
        var words = StepKind.Of(action).Describe(action, template => values.Fill(template, step, before));
        var text = LedgerJson.Write(action) + "\n" + attempt.Log.Mask.Apply(words);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Finds the program that an action starts, unless placeholders stand in its name.</summary>
    /// <exception cref="Errors.JobOpsException">CommandNotFound, PowerShellNotFound</exception>
    public void RequireProgram(string step, StepAction action) => StepExecution.Of(action).RequireProgram(action, Context(step, s_unknown));

    /// <param name="step">The name of the step.</param>
    /// <param name="action">Its action.</param>
    /// <param name="before">The states of what it touches, before it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result as JSON.</returns>
    /// <exception cref="Errors.JobOpsException">Why it failed, by its kind; PlaceholderEmpty</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it runs any more.</exception>
    public Task<string> ExecuteAsync(
        string step, StepAction action, IReadOnlyDictionary<string, TouchedPath> before, CancellationToken cancellation) =>
        StepExecution.Of(action).ExecuteAsync(action, Context(step, before), cancellation);

    /// <summary>Executes the recorded undo of a step.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    /// <exception cref="UndoRefusedException">The undo says itself that it cannot.</exception>
    public Task UndoAsync(JobStep step, CancellationToken cancellation)
    {
        var action = LedgerJson.Read<StepAction>(step.Undo)!;
        return StepExecution.Of(action).ExecuteAsync(action, Context(step.StepName, step.Before, step), cancellation);
    }

    StepContext Context(string step, IReadOnlyDictionary<string, TouchedPath> before, JobStep? undone = null) => new()
    {
        Attempt = attempt, Run = run, Values = values, StepName = step, Before = before, Undone = undone, ScriptBlocks = scriptBlocks,
    };
}
