using JobOps.Wording;
using JobOps.Workers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Workers as a person reads them.</summary>
static class WorkerViews
{
    public static IRenderable Table(IReadOnlyList<JobWorker> workers)
    {
        if (workers.Count == 0)
            return Tables.Nothing("No workers.");
        // A worker's name begins with its host and its process id.
        var table = Tables.Of("Worker", "State", ">Up", "Serves", ">Busy", "Does");
        foreach (var worker in workers)
            table.Row(
                worker.Worker, State(worker), TimeWords.Age(worker.ReadAt - worker.StartedAt), WorkerWords.Serves(worker.Queues),
                $"{worker.Runs.Count} of {worker.Concurrency}", WorkerWords.Doing(worker));
        return table;
    }

    static Text State(JobWorker worker)
    {
        var since = worker.Status == WorkerStatus.Lost ? $" {TimeWords.Ago(worker.HeartbeatAt, worker.ReadAt)}" : "";
        return new($"{worker.Status.ToString().ToLowerInvariant()}{since}", Styles.Of(worker.Status));
    }
}
