using JobOps.Queues;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Queues as a person reads them.</summary>
static class QueueViews
{
    public static IRenderable Table(IReadOnlyList<JobQueue> queues)
    {
        if (queues.Count == 0)
            return Look.Nothing("No queues.");
        var table = Look.Table("Queue", "State", ">Queued", ">Scheduled", ">Running", ">Limit", ">Partitions", ">Oldest");
        foreach (var queue in queues)
            table.Row(
                queue.Name, State(queue), queue.Queued, queue.Scheduled, queue.Running, queue.Concurrency, queue.Partitions == 1 ? null : queue.Partitions,
                Look.Took(queue.ReadAt - queue.OldestQueuedAt));
        return table;
    }

    static Text State(JobQueue queue)
    {
        if (!queue.Paused)
            return new("open", Look.Good);
        var since = queue.PausedAt is { } at ? $" {Look.Ago(at, queue.ReadAt)}" : "";
        return new($"paused{since}{Look.By(queue.PausedBy, queue.PausedReason)}", Look.Doubtful);
    }
}
