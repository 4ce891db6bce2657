using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Runs;

/// <summary>Turns what a caller asks for into a run: finds the job, checks the parameters, writes one row.</summary>
public sealed class JobStarter(IJobCatalog jobs, IRunQueue runs)
{
    /// <summary>Starts a run, or brings back the one that the idempotency key stands for.</summary>
    /// <param name="jobName">The job.</param>
    /// <param name="given">Values by parameter name; strings are converted to the parameter's type.</param>
    /// <param name="environment">A label; may be null.</param>
    /// <param name="idempotencyKey">May be null.</param>
    /// <param name="executedHere">This process will execute the run, so that secrets can reach it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">JobNotFound, JobDisabled, Parameter…, SecretNeedsWait, IdempotencyKeyReused</exception>
    public async Task<StartedRun> StartAsync(
        string jobName, IReadOnlyDictionary<string, object?> given, string? environment, string? idempotencyKey,
        bool executedHere, CancellationToken cancellation = default)
    {
        var job = await jobs.FindJobAsync(jobName, version: null, cancellation)
                  ?? throw new JobOpsException(Error.JobNotFound(jobName));
        var values = ParameterValues.Bind(job, given);
        if (!executedHere && values.Secrets.Keys.FirstOrDefault() is { } secret)
            throw new JobOpsException(Error.SecretNeedsWait(job.Name, secret));
        var run = await runs.EnqueueAsync(
            new()
            {
                JobName = job.Name,
                JobVersion = job.Version,
                Kind = job.Kind == JobKind.Runbook ? RunKind.Runbook : RunKind.Job,
                Environment = environment,
                IdempotencyKey = idempotencyKey,
                Parameters = values.Public,
            },
            cancellation);
        return new(run, values.Secrets);
    }
}

/// <summary>A run and the secrets that only this process knows.</summary>
public sealed record StartedRun(JobRun Run, IReadOnlyDictionary<string, string> Secrets);
