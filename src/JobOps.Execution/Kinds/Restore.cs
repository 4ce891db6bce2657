using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Restores a backup; its result says what was restored, and under which names what stood there is kept.</summary>
sealed class Restore : StepExecution<RestoreAction>
{
    protected override void RequireProgram(RestoreAction action, StepContext step) => BackupStep.RequireProgram(action.DecryptWith, step);

    protected override async Task<string> ExecuteAsync(RestoreAction action, StepContext step, CancellationToken cancellation)
    {
        var restored = await BackupRestorer.RestoreAsync(
            new()
            {
                Path = step.FullPath(action.From),
                Sha256 = action.Sha256 is { } sha256 ? step.Fill(sha256) : null,
                DecryptWith = [.. action.DecryptWith.Select(step.Fill)],
                AllowOutsideLinks = action.AllowOutsideLinks,
            },
            step.FullPath(action.To), action.Force, BackupStep.Commands(step, action.Environment), cancellation: cancellation);
        foreach (var kept in restored.Kept)
            step.Attempt.Log.Write(LogStream.JobOps, step.StepName, $"What stood there is kept: {kept}");
        foreach (var remark in restored.Remarks)
            step.Attempt.Log.Write(LogStream.Warning, step.StepName, remark);
        return StepResult.Write(restored);
    }
}
