using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Executes the script of the run whose lease a worker keeps, in a host of that worker.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "HostedRun")]
sealed class InvokeHostedRunCommand : AsyncCmdlet
{
    private protected override async Task EndAsync()
    {
        JobOpsError? error;
        try
        {
            error = await ExecuteAsync();
        }
        catch (JobOpsException exception)
        {
            error = exception.Error;
        }
        WorkerHost.End(new() { News = HostNews.Ended, Error = error });
    }

    async Task<JobOpsError?> ExecuteAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var lease = RunContext.FromEnvironment() ?? throw new JobOpsException(Error.NoRun("Invoke-HostedRun"));
        var run = await ledger.Runs.FindAsync(lease.RunId, StopToken) ?? throw new JobOpsException(Error.RunNotFound(lease.RunId));
        var job = await ledger.Jobs.RequireAsync(run, StopToken);
        var secrets = WorkerHost.Order.Secrets;
        using var bar = new RunBar(await Pipeline.ScreenAsync(), run);
        await using var log = new RunLog(ledger.Log, lease, new SecretMask(secrets.Values), observer: null);
        using var held = HeldLease.Elsewhere(lease);
        var attempt = new AttemptContext
        {
            Ledger = ledger, Run = run, Job = job, Held = held, Secrets = secrets, Log = log,
            Options = new() { OutputCap = WorkerHost.Order.OutputCap },
        };
        var script = job.IsTyped ? null : await Pipeline.InvokeAsync(
            () => RegisteredScript.Of(job, run.RunId, line => log.Write(Runs.LogStream.JobOps, null, line)));
        try
        {
            await new RunbookBody(this, Pipeline, bar) { Script = script }.ExecuteAsync(attempt, WorkerHost.Stopping);
            return null;
        }
        catch (OperationCanceledException)
        {
            return Error.RunCancelled(run.RunId);
        }
    }
}
