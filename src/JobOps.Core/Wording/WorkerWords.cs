using JobOps.Workers;

namespace JobOps.Wording;

/// <summary>What a worker serves and does.</summary>
public static class WorkerWords
{
    /// <summary>The queues that a worker serves: <c>all queues</c>, or their names.</summary>
    public static string Serves(IReadOnlyList<string> queues) => queues.Count == 0 ? "all queues" : string.Join(", ", queues);

    /// <summary>What a worker has in hand: run, job, step and for how long, a line each.</summary>
    public static string Doing(JobWorker worker) => string.Join('\n', worker.Runs.Select(run =>
        $"{run.RunId} {run.JobName}{(run.StepName is { } step ? $"/{step}" : "")} for {TimeWords.Took(worker.ReadAt - run.Since)}"));
}
