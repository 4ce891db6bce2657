using JobOps.Errors;
using JobOps.Queues;

namespace JobOps.Agent.Queues;

static class RequiredQueue
{
    /// <summary>The queue with this name.</summary>
    /// <exception cref="JobOpsException">QueueNotFound</exception>
    public static async Task<JobQueue> RequireAsync(this IJobQueues queues, string name, CancellationToken cancellation) =>
        (await queues.GetAsync(name, cancellation)).FirstOrDefault() ?? throw new JobOpsException(Error.QueueNotFound(name));
}
