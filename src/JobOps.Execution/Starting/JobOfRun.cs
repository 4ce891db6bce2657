using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Finds the definition of a run.</summary>
public static class JobOfRun
{
    /// <summary>The version of the definition that the run keeps.</summary>
    /// <exception cref="JobOpsException">JobNotFound</exception>
    public static async Task<JobDefinition> RequireAsync(this IJobCatalog jobs, JobRun run, CancellationToken cancellation) =>
        await jobs.FindAsync(run.JobName, run.JobVersion, cancellation) ?? throw new JobOpsException(Error.JobNotFound(run.JobName));
}
