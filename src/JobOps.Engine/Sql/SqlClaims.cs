using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// IRunQueue: claiming.
sealed partial class SqlClaims(ILedgerStore store) : IRunClaims
{
    // The state is tested a second time: READPAST and UPDLOCK are promises of SQL Server's, the test holds everywhere.
    static readonly Statement s_take = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Running', Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, ClaimedAt = @now, StartedAt = COALESCE(StartedAt, @now), JobSlot = @jobSlot,
            QueueSlot = @queueSlot
        OUTPUT inserted.RunId, inserted.LeaseToken, inserted.Attempt
        WHERE RunId = @runId AND Status = 'Queued'
        """,
        """
        UPDATE Run
        SET Status = 'Running', Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, ClaimedAt = @now, StartedAt = COALESCE(StartedAt, @now), JobSlot = @jobSlot,
            QueueSlot = @queueSlot
        WHERE RunId = @runId AND Status = 'Queued' RETURNING RunId, LeaseToken, Attempt
        """);

    // The same for runs that need no slot, all in one. Their numbers lead the server to them: it may think that few runs wait, and
    // must not go through all that do for those few.
    static readonly Statement s_takeFree = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Status = 'Running', Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, ClaimedAt = @now, StartedAt = COALESCE(StartedAt, @now)
        OUTPUT inserted.RunId, inserted.LeaseToken, inserted.Attempt
        WHERE RunId IN (@runIds) AND COALESCE(Status, '') = 'Queued'
        """,
        """
        UPDATE Run
        SET Status = 'Running', Attempt = Attempt + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, ClaimedAt = @now, StartedAt = COALESCE(StartedAt, @now)
        WHERE Status = 'Queued' AND RunId IN (@runIds) RETURNING RunId, LeaseToken, Attempt
        """);

    static readonly Statement s_takeExpired = new(
        """
        UPDATE jobops.Run WITH (ROWLOCK)
        SET Attempt = Attempt + 1, LostLeases = LostLeases + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, ClaimedAt = @now
        OUTPUT inserted.RunId, inserted.LeaseToken, inserted.Attempt
        WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND RunId IN (
          SELECT TOP (@count) r.RunId FROM jobops.Run AS r WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
          JOIN jobops.Queue AS q ON q.QueueId = r.QueueId
          JOIN jobops.Job AS j ON j.JobId = r.JobId
          WHERE r.Status = 'Running' AND r.LeaseExpiresAt <= @now AND (@runId IS NULL OR r.RunId = @runId)
            AND r.Needs <= @meets
            AND q.PausedAt IS NULL AND (j.Enabled = 1 OR r.QueueId = 2)
            AND (@queues IS NULL OR q.Name IN (SELECT CAST(value AS nvarchar(128)) COLLATE Latin1_General_CI_AS FROM OPENJSON(@queues)))
          ORDER BY r.LeaseExpiresAt, r.RunId)
        """,
        """
        UPDATE Run
        SET Attempt = Attempt + 1, LostLeases = LostLeases + 1, LeaseToken = LeaseToken + 1, LeaseExpiresAt = @until,
            Worker = @worker, ClaimedAt = @now
        WHERE Status = 'Running' AND LeaseExpiresAt <= @now AND RunId IN (
          SELECT r.RunId FROM Run AS r
          JOIN Queue AS q ON q.QueueId = r.QueueId
          JOIN Job AS j ON j.JobId = r.JobId
          WHERE r.Status = 'Running' AND r.LeaseExpiresAt <= @now AND (@runId IS NULL OR r.RunId = @runId)
            AND r.Needs <= @meets
            AND q.PausedAt IS NULL AND (j.Enabled = 1 OR r.QueueId = 2)
            AND (@queues IS NULL OR q.Name IN (SELECT value FROM json_each(@queues)))
          ORDER BY r.LeaseExpiresAt, r.RunId LIMIT @count)
        RETURNING RunId, LeaseToken, Attempt
        """);

    static readonly Statement s_takenJobSlots =
        "SELECT JobSlot FROM jobops.Run WHERE JobId = @id AND JobSlot IS NOT NULL";

    static readonly Statement s_takenQueueSlots =
        "SELECT QueueSlot FROM jobops.Run WHERE QueueId = @id AND QueueSlot IS NOT NULL";

    // The pause doubles, so five of them are some 0.3 s; then the worker claims again when it is called, or after a second.
    const int MostRaces = 6;

    static readonly TimeSpan s_pauseAfterRace = TimeSpan.FromMilliseconds(10);

    // Whether the last look found something, or something has come since: a claim that is likely to write begins with that.
    volatile bool _isWorkLikely;

    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation = default) => store.WaitForWorkAsync(atMost, cancellation);

    /// <summary>Something came into the ledger that a claim of this process is likely to find.</summary>
    public void ExpectWork()
    {
        _isWorkLikely = true;
        store.TellOfWork();
    }

    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellation = default)
    {
        if (store.LooksBeforeWriting && !_isWorkLikely
            && !await store.ReadAsync(transaction => IsAnythingToDoAsync(transaction, request), cancellation))
            return [];
        // Others were faster with all that it had chosen: nothing is no answer while more may wait, and those who try again
        // at once would meet again.
        for (var race = 1; ; race++)
        {
            if (await store.WriteAsync(transaction => TryClaimAsync(transaction, request), cancellation) is { } claimed)
            {
                _isWorkLikely = claimed.Count > 0;
                return claimed;
            }
            if (race == MostRaces)
                return [];
            await Task.Delay(Backoff.After(s_pauseAfterRace, race), cancellation);
        }
    }

    /// <summary>Null where it chose runs and others took every one of them.</summary>
    static async Task<IReadOnlyList<ClaimedRun>?> TryClaimAsync(LedgerTransaction transaction, ClaimRequest request)
    {
        var begin = AnyPartition();
        var (outlook, nearest) = await LookAsync(transaction, request, begin);
        if (outlook.IsMaintenanceDue)
        {
            await MaintainAsync(transaction);
            nearest = await NearestAsync(transaction, request, begin);
        }
        var candidates = CandidatesAsync(transaction, request, begin, nearest, outlook.MostPartitions);
        var chosen = await ChooseAsync(transaction, request, candidates);
        var claims = await TakeAsync(transaction, request, chosen);
        if (outlook.IsMaintenanceDue && claims.Count < request.Count)
        {
            var expired = await transaction.QueryAsync<ClaimRow>(
                s_takeExpired, Parameters(transaction, request, request.Count - claims.Count));
            await SqlOutbox.LeasesLostAsync(transaction, expired.Select(claim => claim.RunId));
            claims = [.. claims, .. await WriteClaimsAsync(
                transaction, request, [.. expired.Select(claim => claim.RunId)], [new(expired)])];
        }
        return claims.Count == 0 && chosen.Count > 0 ? null : claims;
    }

    static async Task<bool> IsAnythingToDoAsync(LedgerTransaction transaction, ClaimRequest request)
    {
        var (begin, one) = (AnyPartition(), request with { Count = 1 });
        var (outlook, nearest) = await LookAsync(transaction, one, begin);
        return outlook.IsMaintenanceDue || await CandidatesAsync(transaction, one, begin, nearest, outlook.MostPartitions).AnyAsync();
    }

    /// <summary>The best candidates for which there is room.</summary>
    static async Task<IReadOnlyList<Choice>> ChooseAsync(
        LedgerTransaction transaction, ClaimRequest request, IAsyncEnumerable<CandidateRow> candidates)
    {
        var jobs = new Slots(transaction, s_takenJobSlots);
        var queues = new Slots(transaction, s_takenQueueSlots);
        var chosen = new List<Choice>();
        await foreach (var candidate in candidates)
        {
            if (!await jobs.HasRoomAsync(candidate.JobId, candidate.RunLimit)
                || !await queues.HasRoomAsync(candidate.QueueId, candidate.Concurrency))
                continue;
            chosen.Add(new(
                candidate.RunId,
                candidate.RunLimit is null ? null : jobs.Take(candidate.JobId),
                candidate.Concurrency is null ? null : queues.Take(candidate.QueueId)));
            if (chosen.Count == request.Count)
                break;
        }
        return chosen;
    }

    static async Task<IReadOnlyList<ClaimedRun>> TakeAsync(
        LedgerTransaction transaction, ClaimRequest request, IReadOnlyList<Choice> chosen)
    {
        var (now, until, worker) = (transaction.Now, transaction.Now + request.Lease, request.Worker);
        var free = chosen.Where(choice => choice.IsFree).Select(choice => choice.RunId);
        List<Answer<ClaimRow>> taken =
            [.. await transaction.AskListAsync<ClaimRow>(s_takeFree, free, runIds => new { runIds, now, until, worker })];
        foreach (var (runId, jobSlot, queueSlot) in chosen.Where(choice => !choice.IsFree))
            taken.Add(await transaction.AskAsync<ClaimRow>(s_take, new { runId, until, worker, now, jobSlot, queueSlot }));
        return await WriteClaimsAsync(transaction, request, [.. chosen.Select(choice => choice.RunId)], taken);
    }

    /// <summary>Writes down who has taken runs, and reads them. Their chains and rows come with the answer to the taking.</summary>
    /// <param name="transaction">The claim's.</param>
    /// <param name="request">Who takes them.</param>
    /// <param name="runIds">In the order of the answer.</param>
    /// <param name="taken">Those of them that were to be had.</param>
    static async Task<IReadOnlyList<ClaimedRun>> WriteClaimsAsync(
        LedgerTransaction transaction, ClaimRequest request, IReadOnlyList<long> runIds, IReadOnlyList<Answer<ClaimRow>> taken)
    {
        if (runIds.Count == 0)
            return [];
        var heads = await JournalWriter.HoldAsync(transaction, runIds);
        var read = await transaction.AskListAsync<RunRow>(SqlRuns.ById, runIds, part => new { runIds = part });
        await transaction.SendAsync();
        var claims = taken.SelectMany(answer => answer.Rows).ToDictionary(claim => claim.RunId);
        var rows = read.SelectMany(answer => answer.Rows).ToDictionary(row => row.RunId);
        var events = new List<JournalEvent>(claims.Count);
        var runs = new List<ClaimedRun>(claims.Count);
        foreach (var claim in runIds.Where(claims.ContainsKey).Select(runId => claims[runId]))
        {
            // Only a run that was tried before can have left a step running.
            if (claim.Attempt > 1)
                events.AddRange(await EndOfRun.InterruptStepsAsync(transaction, claim.RunId));
            events.Add(new(
                claim.RunId, "RunClaimed", new { attempt = claim.Attempt, worker = request.Worker, token = claim.LeaseToken }));
            runs.Add(new(rows[claim.RunId].ToRun(transaction.Now), new(claim.RunId, claim.LeaseToken, request.Worker, request.Lease)));
        }
        await JournalWriter.AppendEachAsync(transaction, events, heads);
        return runs;
    }

    static object Parameters(LedgerTransaction transaction, ClaimRequest request, int count) => new
    {
        now = transaction.Now,
        until = transaction.Now + request.Lease,
        worker = request.Worker,
        count,
        meets = (int)request.Meets,
        queues = QueueNames(request),
        runId = request.RunId,
    };

    static string? QueueNames(ClaimRequest request) => request.Queues is { } names ? LedgerJson.Write(names) : null;

    /// <summary>A run to take, with the places of the limits that it needs.</summary>
    sealed record Choice(long RunId, int? JobSlot, int? QueueSlot)
    {
        public bool IsFree => JobSlot is null && QueueSlot is null;
    }

    sealed class ClaimRow
    {
        public long RunId { get; init; }
        public long LeaseToken { get; init; }
        public int Attempt { get; init; }
    }

    /// <summary>
    /// The numbered places of a limit. Each running run holds one, and a unique index keeps two from holding the same:
    /// where two workers choose at once, one of them chooses again.
    /// </summary>
    sealed class Slots(LedgerTransaction transaction, Statement takenSlots)
    {
        readonly Dictionary<int, HashSet<int>> _taken = [];

        public async Task<bool> HasRoomAsync(int id, int? limit)
        {
            if (limit is null)
                return true;
            if (!_taken.TryGetValue(id, out var taken))
                _taken[id] = taken = [.. await transaction.QueryAsync<int>(takenSlots, new { id })];
            return taken.Count < limit;
        }

        /// <summary>The lowest free one.</summary>
        public int Take(int id)
        {
            var slot = 1;
            while (!_taken[id].Add(slot))
                slot++;
            return slot;
        }
    }
}
