using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Puts back what a step removed from a Redis, for the time that is left.</summary>
sealed class CacheRestoreStep : StepExecution<CacheRestoreAction>
{
    protected override async Task<string> ExecuteAsync(CacheRestoreAction action, StepContext step, CancellationToken cancellation)
    {
        var place = await CacheStep.PlaceAsync(action.Redis, step, cancellation);
        var restored = await new CacheClearer(step.Attempt.Ledger).RestoreAsync(
            place, step.Run.RunId, step.StepName, cancellation);
        step.Attempt.Log.Write(LogStream.JobOps, step.StepName, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{restored.Restored} restored, {restored.Expired} expired since, {restored.Newer} there again already: {place}"));
        return StepResult.Write(restored);
    }
}
