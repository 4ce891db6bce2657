using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Runs;

static class RequiredRun
{
    /// <summary>The run with this id.</summary>
    /// <exception cref="JobOpsException">RunNotFound</exception>
    public static async Task<JobRun> RequireRunAsync(this IRunQueue runs, long runId, CancellationToken cancellation) =>
        await runs.FindRunAsync(runId, cancellation) ?? throw new JobOpsException(Error.RunNotFound(runId));
}
