using JobOps.Runs;

namespace JobOps.Engine.Sql;

// IRunQueue: what a claim may take. It looks through the lanes: those of queues that are not paused, of jobs that are not
// disabled. So whatever may not run costs nothing, however much of it waits.
sealed partial class SqlClaims
{
    // The rollback queue (2) is open for disabled jobs, too.
    const string IsOpen = "q.PausedAt IS NULL AND (j.Enabled = 1 OR l.QueueId = 2)";

    // How far a lane's partition is from where this claim begins. The number of partitions is that of now: a lane that is
    // left over from a greater one counts to one of those that there are.
    const string Distance = "(l.Partition + @begin) % q.Partitions";

    // The best runs of each lane.
    static readonly Statement s_candidates = new(
        $"""
        SELECT r.RunId, r.JobId, r.QueueId, j.RunLimit, q.Concurrency
        FROM jobops.Lane AS l
        JOIN jobops.Queue AS q ON q.QueueId = l.QueueId
        JOIN jobops.Job AS j ON j.JobId = l.JobId
        CROSS APPLY (
          SELECT TOP (@count) c.RunId, c.JobId, c.QueueId, c.Priority
          FROM jobops.Run AS c WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          WHERE c.Status = 'Queued' AND c.QueueId = l.QueueId AND c.JobId = l.JobId AND c.Partition = l.Partition
            AND c.Needs <= @meets
          ORDER BY c.Priority DESC, c.RunId) AS r
        WHERE {IsOpen} AND {Distance} = @distance
          AND (@queues IS NULL OR q.Name IN (SELECT CAST(value AS nvarchar(128)) COLLATE Latin1_General_CI_AS FROM OPENJSON(@queues)))
        ORDER BY r.Priority DESC, r.RunId
        """,
        $"""
        SELECT r.RunId, r.JobId, r.QueueId, j.RunLimit, q.Concurrency
        FROM Lane AS l
        CROSS JOIN Queue AS q ON q.QueueId = l.QueueId
        CROSS JOIN Job AS j ON j.JobId = l.JobId
        CROSS JOIN Run AS r ON r.RunId IN (
          SELECT c.RunId FROM Run AS c
          WHERE c.Status = 'Queued' AND c.QueueId = l.QueueId AND c.JobId = l.JobId AND c.Partition = l.Partition
            AND c.Needs <= @meets
          ORDER BY c.Priority DESC, c.RunId LIMIT @count)
        WHERE {IsOpen} AND {Distance} = @distance
          AND (@queues IS NULL OR q.Name IN (SELECT value FROM json_each(@queues)))
        ORDER BY r.Priority DESC, r.RunId
        """);

    // Where else something waits that nobody holds, nearest first. It only looks: a claim locks no partition that it may not
    // need.
    static readonly Statement s_waitingElsewhere = new(
        $"""
        SELECT DISTINCT {Distance}
        FROM jobops.Lane AS l
        JOIN jobops.Queue AS q ON q.QueueId = l.QueueId
        JOIN jobops.Job AS j ON j.JobId = l.JobId
        WHERE {IsOpen} AND {Distance} > 0
          AND (@queues IS NULL OR q.Name IN (SELECT CAST(value AS nvarchar(128)) COLLATE Latin1_General_CI_AS FROM OPENJSON(@queues)))
          AND EXISTS (
            SELECT 1 FROM jobops.Run AS c WITH (ROWLOCK, READPAST, READCOMMITTEDLOCK)
            WHERE c.Status = 'Queued' AND c.QueueId = l.QueueId AND c.JobId = l.JobId AND c.Partition = l.Partition
              AND c.Needs <= @meets)
        ORDER BY 1
        """,
        $"""
        SELECT DISTINCT {Distance}
        FROM Lane AS l
        CROSS JOIN Queue AS q ON q.QueueId = l.QueueId
        CROSS JOIN Job AS j ON j.JobId = l.JobId
        WHERE {IsOpen} AND {Distance} > 0
          AND (@queues IS NULL OR q.Name IN (SELECT value FROM json_each(@queues)))
          AND EXISTS (
            SELECT 1 FROM Run AS c
            WHERE c.Status = 'Queued' AND c.QueueId = l.QueueId AND c.JobId = l.JobId AND c.Partition = l.Partition
              AND c.Needs <= @meets)
        ORDER BY 1
        """);

    static readonly Statement s_candidate = new(
        """
        SELECT r.RunId, r.JobId, r.QueueId, j.RunLimit, q.Concurrency
        FROM jobops.Run AS r WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
        JOIN jobops.Queue AS q ON q.QueueId = r.QueueId
        JOIN jobops.Job AS j ON j.JobId = r.JobId
        WHERE r.RunId = @runId AND r.Status = 'Queued' AND q.PausedAt IS NULL AND (j.Enabled = 1 OR r.QueueId = 2)
          AND r.Needs <= @meets
        """,
        """
        SELECT r.RunId, r.JobId, r.QueueId, j.RunLimit, q.Concurrency
        FROM Run AS r
        JOIN Queue AS q ON q.QueueId = r.QueueId
        JOIN Job AS j ON j.JobId = r.JobId
        WHERE r.RunId = @runId AND r.Status = 'Queued' AND q.PausedAt IS NULL AND (j.Enabled = 1 OR r.QueueId = 2)
          AND r.Needs <= @meets
        """);

    // Claimers that begin anywhere seldom meet, and every partition is somebody's first before long: none is left over,
    // however few claimers there are and however much comes into the others.
    static int AnyPartition() => Random.Shared.Next(ushort.MaxValue);

    /// <summary>What a claim looks at first: what is due, and what waits nearest, which comes along.</summary>
    static async Task<(OutlookRow Outlook, IReadOnlyList<CandidateRow> Nearest)> LookAsync(
        LedgerTransaction transaction, ClaimRequest request, int begin)
    {
        var outlook = await transaction.AskAsync<OutlookRow>(s_look, new { now = transaction.Now });
        var nearest = await NearestAsync(transaction, request, begin);
        return (outlook.First!, nearest);
    }

    /// <summary>The best of one partition of each queue, or the run that is asked for.</summary>
    static Task<IReadOnlyList<CandidateRow>> NearestAsync(LedgerTransaction transaction, ClaimRequest request, int begin)
    {
        return request.RunId is { } runId
            ? transaction.QueryAsync<CandidateRow>(s_candidate, new { runId, meets = (int)request.Meets })
            : AtAsync(transaction, request, begin, distance: 0);
    }

    static Task<IReadOnlyList<CandidateRow>> AtAsync(LedgerTransaction transaction, ClaimRequest request, int begin, int distance)
    {
        return transaction.QueryAsync<CandidateRow>(
            s_candidates, new { count = request.Count, meets = (int)request.Meets, queues = QueueNames(request), begin, distance });
    }

    /// <summary>The nearest, the best first; then, as far as they are asked for, those of the other partitions.</summary>
    /// <param name="transaction">The claim's.</param>
    /// <param name="request">Which runs, and how many of each lane at most.</param>
    /// <param name="begin">Where the claim begins.</param>
    /// <param name="nearest">What waits there.</param>
    /// <param name="mostPartitions">How many the queue with the most partitions has; 1 means that there are no others.</param>
    static async IAsyncEnumerable<CandidateRow> CandidatesAsync(
        LedgerTransaction transaction, ClaimRequest request, int begin, IReadOnlyList<CandidateRow> nearest, int mostPartitions)
    {
        foreach (var candidate in nearest)
            yield return candidate;
        if (request.RunId is not null || mostPartitions == 1)
            yield break;
        foreach (var distance in await transaction.QueryAsync<int>(
            s_waitingElsewhere, new { meets = (int)request.Meets, queues = QueueNames(request), begin }))
            foreach (var candidate in await AtAsync(transaction, request, begin, distance))
                yield return candidate;
    }

    sealed class CandidateRow
    {
        public long RunId { get; init; }
        public int JobId { get; init; }
        public int QueueId { get; init; }
        public int? RunLimit { get; init; }
        public int? Concurrency { get; init; }
    }
}
