using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

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
            error = await (WorkerHost.Order.Work == HostWork.Rehearsal ? RehearseAsync() : ExecuteAsync());
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
        return await ExecuteAsync(ledger, lease, run, job, tell => RegisteredScript.Of(job, run.RunId, tell));
    }

    // With a lease that nobody holds, so that the ledger refuses whatever would be written; and with reads that find something.
    async Task<JobOpsError?> RehearseAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        foreach (var last in await ledger.Runs.GetAsync(new() { Limit = 1 }, StopToken))
            await ledger.Jobs.RequireAsync(last, StopToken);
        const string name = "rehearsal";
        return await ExecuteAsync(
            ledger, new(RunId: 0, Token: 0, name, TimeSpan.Zero), new() { RunId = 0, JobName = name },
            new() { Name = name, Owner = name, ExpectedResult = name, RollbackNote = name, Kind = JobKind.Runbook, ScriptPath = name },
            _ => ScriptBlock.Create($"param() '{name}'; Invoke-JobStep {name} {{ '{name}' }}"));
    }

    async Task<JobOpsError?> ExecuteAsync(
        ILedger ledger, Lease lease, JobRun run, JobDefinition job, Func<Action<string>, object> findScript)
    {
        var (secrets, environment) = (WorkerHost.Order.Secrets, WorkerHost.Order.Environment);
        using var bar = new RunBar(await Pipeline.ScreenAsync(), run);
        await using var log = new RunLog(ledger.Log, lease,
            new SecretMask(secrets.Values.Concat(environment?.Secrets.Values ?? [])), observer: null);
        using var held = HeldLease.Elsewhere(lease);
        var attempt = new AttemptContext
        {
            Ledger = ledger, Run = run, Job = job, Held = held, Secrets = secrets, Log = log,
            Options = new() { OutputCap = WorkerHost.Order.OutputCap }, Environment = environment,
        };
        var script = job.IsTyped ? null : await Pipeline.InvokeAsync(
            () => findScript(line => log.Write(LogStream.JobOps, null, line)));
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
