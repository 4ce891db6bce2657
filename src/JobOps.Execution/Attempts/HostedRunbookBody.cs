using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>The script of a runbook, executed in a PowerShell host of the worker: a <see cref="RunBody"/>.</summary>
sealed class HostedRunbookBody(AttemptContext attempt)
{
    // What no step of the script has started is the run's.
    const string NoStep = "";

    /// <inheritdoc cref="RunBody"/>
    public async Task ExecuteAsync(CancellationToken stop)
    {
        var (run, job) = (attempt.Run, attempt.Job);
        var hosts = attempt.PowerShell ?? throw new JobOpsException(Error.PowerShellNotFound("none was found"));
        if (!Directory.Exists(job.WorkingDirectory))
            throw new JobOpsException(Error.FolderNotFound(run.RunId, job.Name, job.WorkingDirectory));
        var cookie = StepCookie.New(attempt.Ledger.Info.LedgerId, run.RunId, NoStep);
        if (run.Attempt > 1
            && await LeftProcesses.EndAsync(attempt.Ledger.Info.LedgerId, run.RunId, NoStep, attempt.Options.Grace) is { } sentence)
            attempt.Log.Write(LogStream.JobOps, null, sentence);
        var output = new OutputCapture(attempt.Log, stepName: null, attempt.Options.OutputCap);
        var order = new HostOrder
        {
            Work = HostWork.Run, Isolation = job.Isolation, Folder = job.WorkingDirectory, Secrets = attempt.Secrets,
            Environment = attempt.Environment,
            OutputCap = attempt.Options.OutputCap,
            Variables = RunContext.Variables(attempt.Lease, attempt.Ledger.Address).ToDictionary(),
        };
        var (report, exitCode) = await hosts.WithAsync(
            job.Isolation,
            host => host.AskAsync(
                order, cookie, output, (stream, text) => attempt.Log.Write(stream, null, text), attempt.Options.Grace, stop),
            stop);
        attempt.Held.ThrowIfLost();
        if (report is null)
            await RequireEndAsync(exitCode, output, stop);
        else if (report.Error is { Kind: ErrorKind.Interrupted } interrupted)
            throw new OperationCanceledException(interrupted.What);
        else if (report.Error is { } error)
            throw new JobOpsException(error);
    }

    /// <summary>A script may end its process itself, with an exit code that says how. In the middle of a step it says nothing.</summary>
    async Task RequireEndAsync(int exitCode, OutputCapture output, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var open = (await attempt.Ledger.Steps.GetAsync(attempt.Run.RunId, CancellationToken.None))
            .FirstOrDefault(step => step.Status == StepStatus.Running);
        if (exitCode == 0 && open is null)
            return;
        var last = output.LastLine.Length > 0 ? $"; last line: {output.LastLine}" : "";
        var where = open is null ? "" : $" in step '{open.StepName}'";
        throw new JobOpsException(Error.RunbookThrew(
            attempt.Run.RunId, attempt.Job.ScriptPath ?? attempt.Job.Name, $"its process ended with exit code {exitCode}{where}{last}"));
    }
}
