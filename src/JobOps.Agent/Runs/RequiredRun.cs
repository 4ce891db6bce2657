using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Agent.Runs;

static class RequiredRun
{
    /// <summary>The run with this id.</summary>
    /// <exception cref="JobOpsException">RunNotFound</exception>
    public static async Task<JobRun> RequireAsync(this IRuns runs, long runId, CancellationToken cancellation) =>
        await runs.FindAsync(runId, cancellation) ?? throw new JobOpsException(Error.RunNotFound(runId));
}
