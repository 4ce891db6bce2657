using JobOps.CacheRules;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Removes what a cache keeps of some routes; its result says how much that was.</summary>
sealed class CacheClearStep : StepExecution<CacheClearAction>
{
    protected override async Task<string> ExecuteAsync(CacheClearAction action, StepContext step, CancellationToken cancellation)
    {
        var ledger = step.Attempt.Ledger;
        var request = new CacheClearRequest
        {
            Rule = await ledger.CacheRules.RequireAsync(step.Fill(action.Rule), cancellation),
            Routes = [.. action.Routes.Select(step.Fill)],
            Redis = action.Redis is { } redis ? await CacheStep.PlaceAsync(redis, step, cancellation) : null,
            BaseUri = action.BaseUri is { } baseUri ? CacheAddress.Read(step.Fill(baseUri)) : null,
            Method = action.Method,
            Folder = action.Folder is { } folder ? step.FullPath(folder) : null,
            Key = action.Key,
            MaxShare = action.MaxShare,
            KeepForUndo = action.KeepForUndo,
        };
        var clearing = await new CacheClearer(ledger).ClearAsync(request, step.Run.RunId, step.StepName, cancellation);
        step.Attempt.Log.Write(LogStream.JobOps, step.StepName, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{clearing.Removed} removed{(clearing.Total is { } total ? $" of {total}" : "")}: {clearing.Cache}"));
        return StepResult.Write(clearing);
    }
}
