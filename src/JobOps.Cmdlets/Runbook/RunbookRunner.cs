using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Executes runs of runbooks in this session.</summary>
sealed class RunbookRunner(PSCmdlet cmdlet, CmdletPipeline pipeline, ILedger ledger, RunBar bar, Leftovers leftovers)
{
    /// <summary>Claims the run and executes its script, or waits until its present worker has finished it.</summary>
    /// <param name="started">A run of kind Runbook that has not ended.</param>
    /// <param name="acceptChange">Go on although the script has changed since the run began.</param>
    /// <param name="stop">Stops the run.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="JobOpsException">RunbookNotFound, RunbookChanged, LeaseLost</exception>
    public async Task<JobRun> ExecuteAsync(StartedRun started, bool acceptChange, CancellationToken stop)
    {
        var run = started.Run;
        // One that a key brought back keeps the version that it began with.
        var job = started.Job.Version == run.JobVersion ? started.Job : await ledger.Jobs.RequireAsync(run, pipeline.Stopping);
        if (job.ScriptPath is { } path)
            await RequireSameScriptAsync(run, path, job.ScriptHash, acceptChange);
        var body = new RunbookBody(cmdlet, pipeline, bar);
        var worker = new Worker(ledger, observer: bar, runbook: body.ExecuteAsync) { Leftovers = leftovers };
        var ended = await worker.ExecuteAsync(started with { Job = job }, stop);
        return body.HasBegun ? ended : ended with { Replayed = true };
    }

    async Task RequireSameScriptAsync(JobRun run, string path, string? hash, bool acceptChange)
    {
        if (!File.Exists(path))
            throw new JobOpsException(Error.RunbookNotFound(path));
        if (acceptChange || RunbookScript.Hash(path) == hash)
            return;
        var finished = (await ledger.Steps.GetAsync(run.RunId, pipeline.Stopping)).Where(step => step.IsFinished).ToList();
        if (finished.Count > 0)
            throw new JobOpsException(Error.RunbookChanged(
                run.RunId, path, string.Join(", ", finished.Select(step => step.StepName))));
    }
}
