using System.Collections.Concurrent;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Executes claimed runs of one worker, each under its lease, and says how each attempt ended.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="options">Grace times and caps.</param>
/// <param name="observer">Is told how it goes; may be null.</param>
/// <param name="powerShell">Executes what needs PowerShell; may be null.</param>
/// <param name="bodyOf">What to execute for a kind of run.</param>
sealed class RunAttempt(
    ILedger ledger, WorkerOptions options, IRunObserver? observer, PowerShellHosts? powerShell, Func<RunKind, RunBody> bodyOf)
{
    // Some kilobytes each. More jobs than one worker meets; then it reads them again.
    const int MostDefinitions = 1000;

    // A version of a definition never changes: what it runs is read once.
    readonly ConcurrentDictionary<(string Name, int Version), JobDefinition> _definitions = new();

    /// <param name="claimed">The run and its lease.</param>
    /// <param name="secrets">Secret parameters by name.</param>
    /// <param name="held">The lease as it is renewed.</param>
    /// <param name="cancel">The caller wants the run cancelled.</param>
    /// <param name="release">The worker ends and wants the run given back.</param>
    /// <returns>Null where the lease was lost: the worker that has it now decides.</returns>
    public async Task<RunOutcome?> ExecuteAsync(
        ClaimedRun claimed, IReadOnlyDictionary<string, string> secrets, HeldLease held, CancellationToken cancel,
        CancellationToken release)
    {
        var run = claimed.Run;
        TimeSpan? timeout = null;
        JobDefinition? job = null;
        RunEnvironment? environment = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, release, held.Lost, held.Stopped);
        try
        {
            if (run.Unreadable is { } reason)
                throw new JobOpsException(Error.RunUnreadable(run.RunId, reason));
            job = await RequireJobAsync(run, stop.Token);
            RequireSecrets(run, job, secrets);
            timeout = job.Timeout;
            if (timeout is { } limit)
                stop.CancelAfter(limit);
            environment = await RunEnvironment.ReadAsync(ledger, run, job, stop.Token);
            await using var log = new RunLog(ledger.Log, claimed.Lease, Mask(secrets, environment), observer);
            await bodyOf(run.Kind)(Context(run, job, held, secrets, log, environment), stop.Token);
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
        catch (OperationCanceledException) when (timeout is { } limit)
        {
            return Failed(claimed, job, Error.RunTimedOut(run.RunId, limit));
        }
        catch (OperationCanceledException)
        {
            // A script that stopped itself.
            return new(claimed.Lease, RunStatus.Cancelled, Error.RunCancelled(run.RunId));
        }
        catch (Exception exception)
        {
            // Whatever a run brings along is its own failure: the worker has others to execute.
            return Failed(claimed, job, Error.RunThrew(run.RunId, Mask(secrets, environment).Apply(exception.Message)));
        }
    }

    AttemptContext Context(
        JobRun run, JobDefinition job, HeldLease held, IReadOnlyDictionary<string, string> secrets, RunLog log,
        RunEnvironment? environment) => new()
    {
        Ledger = ledger, Run = run, Job = job, Held = held, Secrets = secrets, Log = log, Options = options, Observer = observer,
        PowerShell = powerShell, Environment = environment,
    };

    static SecretMask Mask(IReadOnlyDictionary<string, string> secrets, RunEnvironment? environment) =>
        new(secrets.Values.Concat(environment?.Secrets.Values ?? []));

    /// <summary>The version of the definition that the run keeps.</summary>
    public async Task<JobDefinition> RequireJobAsync(JobRun run, CancellationToken cancellation)
    {
        if (_definitions.TryGetValue((run.JobName, run.JobVersion), out var known))
            return known;
        var job = await ledger.Jobs.RequireAsync(run, cancellation);
        Remember(job);
        return job;
    }

    /// <summary>Takes a definition that was read already.</summary>
    public void Remember(JobDefinition job)
    {
        if (_definitions.Count >= MostDefinitions)
            _definitions.Clear();
        _definitions[(job.Name, job.Version)] = job;
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
        if (error.Kind == ErrorKind.CannotTell)
            return new(claimed.Lease, RunStatus.Unknown, error);
        // What the ledger could not remember is no failure of the job: the run goes on elsewhere, or later.
        if (error.Kind == ErrorKind.LedgerUnavailable)
            return new(claimed.Lease, RunStatus.Queued, error);
        // A rollback that failed needs a person to look.
        return claimed.Run.Kind != RunKind.Rollback && claimed.Run.Needs != RunNeed.Session
               && job?.Retry?.Next(error, claimed.Run.Retries, Random.Shared.NextDouble()) is { } pause
            ? new(claimed.Lease, RunStatus.Scheduled, error, pause)
            : new(claimed.Lease, RunStatus.Failed, error);
    }
}
