using JobOps.Jobs;

namespace JobOps.Execution;

/// <summary>What a kind of step does. What it is stands under the same name in JobOps.Core: a <see cref="StepKind"/>.</summary>
abstract class StepExecution
{
    /// <summary>One for each kind; a test holds that none is missing.</summary>
    public static IReadOnlyList<StepExecution> All { get; } =
    [
        new Command(), new Script(), new Http(), new BackupStep(), new Restore(), new CacheRuleStep(), new CacheTestStep(),
        new CacheClearStep(), new CacheRestoreStep(), new ScriptBlock(),
    ];

    public abstract Type ActionType { get; }

    public static StepExecution Of(StepAction action) => All.First(execution => execution.ActionType == action.GetType());

    /// <summary>Finds out before the first step whether this machine has what the action needs.</summary>
    /// <exception cref="Errors.JobOpsException">What is missing</exception>
    public abstract void RequireProgram(StepAction action, StepContext step);

    /// <returns>The result as JSON.</returns>
    /// <exception cref="Errors.JobOpsException">Why it failed</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it runs any more.</exception>
    public abstract Task<string> ExecuteAsync(StepAction action, StepContext step, CancellationToken cancellation);
}

/// <inheritdoc/>
abstract class StepExecution<TAction> : StepExecution where TAction : StepAction
{
    public sealed override Type ActionType => typeof(TAction);

    public sealed override void RequireProgram(StepAction action, StepContext step) => RequireProgram((TAction)action, step);

    public sealed override Task<string> ExecuteAsync(StepAction action, StepContext step, CancellationToken cancellation) =>
        ExecuteAsync((TAction)action, step, cancellation);

    protected virtual void RequireProgram(TAction action, StepContext step)
    {
    }

    protected abstract Task<string> ExecuteAsync(TAction action, StepContext step, CancellationToken cancellation);
}
