using JobOps.Jobs;

namespace JobOps.Execution;

/// <summary>Registers a cache rule; its result is the rule.</summary>
sealed class CacheRuleStep : StepExecution<CacheRuleAction>
{
    protected override async Task<string> ExecuteAsync(CacheRuleAction action, StepContext step, CancellationToken cancellation) =>
        StepResult.Write(await step.Attempt.Ledger.CacheRules.RegisterAsync(action.Rule, cancellation));
}
