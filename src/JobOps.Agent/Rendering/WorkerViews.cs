using JobOps.Execution;
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
            return Look.Nothing("No workers.");
        // A worker's name begins with its host and its process id.
        var table = Look.Table("Worker", "State", ">Up", "Serves", ">Busy", "Does");
        foreach (var worker in workers)
            table.Row(
                worker.Worker, State(worker), RunExplanation.Age(worker.ReadAt - worker.StartedAt), Serves(worker.Queues),
                $"{worker.Runs.Count} of {worker.Concurrency}",
                string.Join(Environment.NewLine, worker.Runs.Select(run => Does(run, worker.ReadAt))));
        return table;
    }

    /// <summary>The queues that a worker serves: <c>all queues</c>, or their names.</summary>
    public static string Serves(IReadOnlyList<string> queues) => queues.Count == 0 ? "all queues" : string.Join(", ", queues);

    static Text State(JobWorker worker) => worker.Status switch
    {
        WorkerStatus.Alive => new("alive", Look.Good),
        WorkerStatus.Draining => new("draining", Look.Doubtful),
        _ => new($"lost {Look.Ago(worker.HeartbeatAt, worker.ReadAt)}", Look.Bad),
    };

    static string Does(WorkerRun run, DateTimeOffset now) =>
        $"{run.RunId} {run.JobName}{(run.StepName is { } step ? $": {step}" : "")}, {RunExplanation.Age(now - run.Since)}";
}
