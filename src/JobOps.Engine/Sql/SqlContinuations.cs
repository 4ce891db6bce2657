using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Engine.Sql;

/// <summary>Which jobs follow which, as the registered definitions say. An end of a run looks here whether anything follows.</summary>
static class SqlContinuations
{
    static readonly Statement s_remove = "DELETE FROM jobops.Continuation WHERE JobId = @jobId";

    static readonly Statement s_insert =
        """
        INSERT INTO jobops.Continuation (JobId, Number, Predecessor, Successor, Condition)
        VALUES (@jobId, @number, @predecessor, @successor, @condition)
        """;

    static readonly Statement s_all = "SELECT DISTINCT Predecessor, Successor FROM jobops.Continuation";

    static readonly Statement s_waitingFor =
        """
        SELECT c.Successor FROM jobops.Continuation AS c
        WHERE c.Predecessor = @name AND c.Condition = 'After' ORDER BY c.Successor
        """;

    /// <summary>Takes what a definition says in place of what the version before it said.</summary>
    /// <exception cref="JobOpsException">JobCycle</exception>
    public static async Task SetAsync(LedgerTransaction transaction, SqlJobs.JobRow job, JobDefinition definition)
    {
        await RemoveAsync(transaction, job);
        var links = Links(definition).ToList();
        if (links.Count == 0)
            return;
        await transaction.ExecuteEachAsync(s_insert, [.. links.Select((link, number) => new
        {
            jobId = job.JobId, number, predecessor = link.Predecessor, successor = link.Successor, condition = link.Condition,
        })]);
        var all = await transaction.QueryAsync<LinkRow>(s_all);
        var next = all.ToLookup(link => link.Predecessor, link => link.Successor, StringComparer.OrdinalIgnoreCase);
        if (WayBack(definition.Name, next) is { } way)
            throw new JobOpsException(Error.JobCycle(definition.Name, string.Join(" → ", way)));
    }

    public static Task RemoveAsync(LedgerTransaction transaction, SqlJobs.JobRow job) =>
        transaction.ExecuteAsync(s_remove, new { jobId = job.JobId });

    /// <summary>The jobs that name this one in <c>after</c>.</summary>
    public static Task<IReadOnlyList<string>> WaitingForAsync(LedgerTransaction transaction, string name) =>
        transaction.QueryAsync<string>(s_waitingFor, new { name });

    static IEnumerable<(string Predecessor, string Successor, string Condition)> Links(JobDefinition job) =>
        (job.Then?.All() ?? []).Select(one => (job.Name, one.Continuation.JobName, Stored(one.Condition)))
        .Concat((job.After ?? []).Select(name => (name, job.Name, "After")));

    static string Stored(string condition) => $"{char.ToUpperInvariant(condition[0])}{condition[1..]}";

    /// <summary>The jobs from one back to itself; null where no way leads there. What was there before has no cycle, so each that is
    /// new goes through this job.</summary>
    static List<string>? WayBack(string job, ILookup<string, string> next)
    {
        var before = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>([job]);
        while (waiting.TryDequeue(out var at))
            foreach (var successor in next[at])
            {
                if (successor.Equals(job, StringComparison.OrdinalIgnoreCase))
                {
                    var way = new List<string> { job };
                    for (var one = at; !one.Equals(job, StringComparison.OrdinalIgnoreCase); one = before[one])
                        way.Insert(0, one);
                    way.Insert(0, job);
                    return way;
                }
                if (before.TryAdd(successor, at))
                    waiting.Enqueue(successor);
            }
        return null;
    }

    sealed class LinkRow
    {
        public string Predecessor { get; init; } = "";
        public string Successor { get; init; } = "";
    }
}
