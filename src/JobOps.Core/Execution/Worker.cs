using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Claims runs and executes them in this process.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="options">Lease, grace time and caps.</param>
/// <param name="observer">Is told how it goes; may be null.</param>
/// <param name="scriptBlocks">Executes the undo of runbook steps; null in a host without PowerShell.</param>
public sealed class Worker(
    ILedger ledger, WorkerOptions? options = null, IRunObserver? observer = null,
    IScriptBlockRunner? scriptBlocks = null)
{
    // A runbook needs the PowerShell session of whoever invokes it.
    static readonly RunKind[] s_kinds = [RunKind.Job, RunKind.Rollback];

    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    static readonly Dictionary<string, string> s_noSecrets = [];

    readonly WorkerOptions _options = options ?? new();

    /// <summary>
    /// Executes one run to its end: claims it as soon as nobody else holds it, or waits until whoever holds it has
    /// finished. A run that is finished already comes back as it is.
    /// </summary>
    /// <param name="runId">The run; of kind Job or Rollback.</param>
    /// <param name="secrets">Secret parameters by name.</param>
    /// <param name="cancellation">Stops the run: its process tree is ended and it becomes Cancelled.</param>
    /// <returns>The run as it ended.</returns>
    public async Task<JobRun> ExecuteAsync(
        long runId, IReadOnlyDictionary<string, string>? secrets = null, CancellationToken cancellation = default)
    {
        while (true)
        {
            // Asked without the token: a run that was stopped still comes back as it ended.
            var run = await ledger.FindRunAsync(runId, CancellationToken.None) ?? throw new JobOpsException(Error.RunNotFound(runId));
            if (run.IsFinished)
                return run;
            RequireSecrets(run, await RequireJobAsync(run, cancellation), secrets ?? s_noSecrets);
            var claims = await ledger.ClaimAsync(_options.Worker, _options.Lease, 1, s_kinds, runId, cancellation);
            if (claims is [var claimed])
                await ExecuteClaimedAsync(claimed, secrets ?? s_noSecrets, cancellation);
            else
                await ledger.WaitForChangeAsync(s_longestWait, cancellation);
        }
    }

    /// <summary>Executes what is queued or abandoned until nothing is left. Returns how many runs it executed.</summary>
    public async Task<int> DrainAsync(CancellationToken cancellation = default)
    {
        for (var executed = 0; ; executed++)
        {
            var claims = await ledger.ClaimAsync(_options.Worker, _options.Lease, 1, s_kinds, null, cancellation);
            if (claims is not [var claimed])
                return executed;
            await ExecuteClaimedAsync(claimed, s_noSecrets, cancellation);
        }
    }

    async Task ExecuteClaimedAsync(
        ClaimedRun claimed, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellation)
    {
        await using var keeper = LeaseKeeper.Start(ledger, claimed.Lease);
        var outcome = await AttemptAsync(claimed, secrets, keeper, cancellation);
        // Without the lease there is nothing to write: whoever has it now decides.
        if (outcome is null || keeper.Lost.IsCancellationRequested)
            return;
        try
        {
            await ledger.CompleteAsync([outcome], CancellationToken.None);
        }
        catch (JobOpsException exception) when (IsLeaseLost(exception))
        {
        }
    }

    /// <returns>Null where the lease was lost.</returns>
    async Task<RunOutcome?> AttemptAsync(
        ClaimedRun claimed, IReadOnlyDictionary<string, string> secrets, LeaseKeeper keeper, CancellationToken cancellation)
    {
        RunOutcome Outcome(RunStatus status, JobOpsError? error) => new(claimed.Lease, status, error);

        var run = claimed.Run;
        TimeSpan? timeout = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, keeper.Lost);
        try
        {
            var job = await RequireJobAsync(run, cancellation);
            RequireSecrets(run, job, secrets);
            timeout = job.Timeout;
            if (timeout is { } limit)
                stop.CancelAfter(limit);
            await using var log = new RunLog(ledger, claimed.Lease, new SecretMask(secrets.Values), observer);
            await (run.Kind == RunKind.Rollback
                ? new RollbackExecutor(ledger, claimed, job, _options, log, observer, scriptBlocks, secrets).ExecuteAsync(stop.Token)
                : new RunExecutor(ledger, claimed, job, _options, log, observer, secrets).ExecuteAsync(stop.Token));
            return Outcome(RunStatus.Succeeded, null);
        }
        catch (JobOpsException exception) when (IsLeaseLost(exception))
        {
            return null;
        }
        catch (JobOpsException exception)
        {
            var unknown = exception.Error.Id == nameof(Error.StepOutcomeUnknown);
            return Outcome(unknown ? RunStatus.Unknown : RunStatus.Failed, exception.Error);
        }
        catch (OperationCanceledException) when (keeper.Lost.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Outcome(RunStatus.Cancelled, Error.RunCancelled(run.RunId));
        }
        catch (OperationCanceledException)
        {
            return Outcome(RunStatus.Failed, Error.RunTimedOut(run.RunId, timeout!.Value));
        }
    }

    async Task<JobDefinition> RequireJobAsync(JobRun run, CancellationToken cancellation) =>
        await ledger.FindJobAsync(run.JobName, run.JobVersion, cancellation)
        ?? throw new JobOpsException(Error.JobNotFound(run.JobName));

    static void RequireSecrets(JobRun run, JobDefinition job, IReadOnlyDictionary<string, string> secrets)
    {
        // Few undos need a secret: one that does says so when it is executed.
        if (run.Kind == RunKind.Rollback)
            return;
        foreach (var secret in job.Secrets.Where(secret => secret.Required && !secrets.ContainsKey(secret.Name)))
            throw new JobOpsException(Error.ParameterMissing(job.Name, secret.Name, "a secret, given again: it is never stored"));
    }

    static bool IsLeaseLost(JobOpsException exception) => exception.Error.Id == nameof(Error.LeaseLost);
}
