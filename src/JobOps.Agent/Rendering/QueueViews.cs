using JobOps.Queues;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Queues as a person reads them.</summary>
static class QueueViews
{
    public static IRenderable Table(IReadOnlyList<JobQueue> queues)
    {
        if (queues.Count == 0)
            return Tables.Nothing("No queues.");
        var table = Tables.Of("Queue", "State", ">Queued", ">Scheduled", ">Running", ">Limit", ">Partitions", ">Oldest");
        foreach (var queue in queues)
            table.Row(
                queue.Name, State(queue), queue.Queued, queue.Scheduled, queue.Running, queue.Concurrency,
                queue.Partitions == 1 ? null : queue.Partitions,
                TimeWords.Took(queue.ReadAt - queue.OldestQueuedAt));
        return table;
    }

    static Text State(JobQueue queue)
    {
        var since = queue.PausedAt is { } at ? $" {TimeWords.Age(queue.ReadAt - at)} ago" : "";
        return new(
            queue.Paused ? $"paused{since}{Done.By(queue.PausedBy, queue.PausedReason)}" : "open",
            Styles.Of(Standings.Of(queue)));
    }
}
