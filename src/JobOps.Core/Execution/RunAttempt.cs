using System.Collections.Concurrent;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Executes claimed runs of one worker, each under its lease, and says how each attempt ended.</summary>
sealed class RunAttempt(
    ILedger ledger, WorkerOptions options, IRunObserver? observer, IScriptBlockRunner? scriptBlocks)
{
    const int MostDefinitions = 1000;

    // A version of a definition never changes: what it runs is read once.
    readonly ConcurrentDictionary<(string Name, int Version), JobDefinition> _definitions = new();

    /// <param name="claimed">The run and its lease.</param>
    /// <param name="secrets">Secret parameters by name.</param>
    /// <param name="held">The lease as it is renewed.</param>
    /// <param name="cancel">The caller wants the run cancelled.</param>
    /// <param name="release">The worker ends and wants the run given back.</param>
    /// <returns>Null where the lease was lost: whoever has it now decides.</returns>
    public async Task<RunOutcome?> ExecuteAsync(
        ClaimedRun claimed, IReadOnlyDictionary<string, string> secrets, HeldLease held, CancellationToken cancel,
        CancellationToken release)
    {
        var run = claimed.Run;
        TimeSpan? timeout = null;
        JobDefinition? job = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, release, held.Lost, held.Stopped);
        try
        {
            job = await RequireJobAsync(run, stop.Token);
            RequireSecrets(run, job, secrets);
            timeout = job.Timeout;
            if (timeout is { } limit)
                stop.CancelAfter(limit);
            await using var log = new RunLog(ledger, claimed.Lease, new SecretMask(secrets.Values), observer);
            await (run.Kind == RunKind.Rollback
                ? new RollbackExecutor(ledger, claimed, held, job, options, log, observer, scriptBlocks, secrets).ExecuteAsync(stop.Token)
                : new RunExecutor(ledger, claimed, held, job, options, log, observer, secrets).ExecuteAsync(stop.Token));
            return new(claimed.Lease, RunStatus.Succeeded);
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.LeaseLost))
        {
            return null;
        }
        catch (JobOpsException exception)
        {
            return Failed(claimed, job, exception.Error);
        }
        catch (OperationCanceledException) when (held.Lost.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (held.StopRequest is { } request)
        {
            return new(claimed.Lease, RunStatus.Cancelled, Error.RunCancelled(run.RunId, request.By));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new(claimed.Lease, RunStatus.Cancelled, Error.RunCancelled(run.RunId));
        }
        catch (OperationCanceledException) when (release.IsCancellationRequested)
        {
            return new(claimed.Lease, RunStatus.Queued);
        }
        catch (OperationCanceledException)
        {
            return Failed(claimed, job, Error.RunTimedOut(run.RunId, timeout!.Value));
        }
    }

    /// <summary>The version of the definition that the run keeps.</summary>
    public async Task<JobDefinition> RequireJobAsync(JobRun run, CancellationToken cancellation)
    {
        if (_definitions.TryGetValue((run.JobName, run.JobVersion), out var known))
            return known;
        var job = await ledger.FindJobAsync(run.JobName, run.JobVersion, cancellation)
                  ?? throw new JobOpsException(Error.JobNotFound(run.JobName));
        if (_definitions.Count >= MostDefinitions)
            _definitions.Clear();
        return _definitions[(run.JobName, run.JobVersion)] = job;
    }

    /// <exception cref="JobOpsException">ParameterMissing</exception>
    public static void RequireSecrets(JobRun run, JobDefinition job, IReadOnlyDictionary<string, string> secrets)
    {
        // Few undos need a secret: one that does says so when it is executed.
        if (run.Kind == RunKind.Rollback)
            return;
        foreach (var secret in job.Secrets.Where(secret => secret.Required && !secrets.ContainsKey(secret.Name)))
            throw new JobOpsException(Error.ParameterMissing(job.Name, secret.Name, "a secret, given again: it is never stored"));
    }

    static RunOutcome Failed(ClaimedRun claimed, JobDefinition? job, JobOpsError error)
    {
        if (error.Id == nameof(Error.StepOutcomeUnknown))
            return new(claimed.Lease, RunStatus.Unknown, error);
        // What the ledger could not remember is no failure of the job: the run goes on elsewhere, or later.
        if (error.Kind == ErrorKind.LedgerUnavailable)
            return new(claimed.Lease, RunStatus.Queued, error);
        // A rollback that failed needs a person to look.
        return claimed.Run.Kind == RunKind.Job
               && job?.Retry?.Next(error, claimed.Run.Retries, Random.Shared.NextDouble()) is { } pause
            ? new(claimed.Lease, RunStatus.Scheduled, error, pause)
            : new(claimed.Lease, RunStatus.Failed, error);
    }
}
