using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// IRunQueue: claiming.
sealed partial class SqlLedger
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
        WHERE Status = 'Queued' AND RunId IN (SELECT value FROM json_each(@runIds)) RETURNING RunId, LeaseToken, Attempt
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
            AND r.Kind IN (@job, @runbook, @rollback)
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
            AND r.Kind IN (@job, @runbook, @rollback)
            AND q.PausedAt IS NULL AND (j.Enabled = 1 OR r.QueueId = 2)
            AND (@queues IS NULL OR q.Name IN (SELECT value FROM json_each(@queues)))
          ORDER BY r.LeaseExpiresAt, r.RunId LIMIT @count)
        RETURNING RunId, LeaseToken, Attempt
        """);

    static readonly Statement s_takenJobSlots =
        "SELECT JobSlot FROM jobops.Run WHERE JobId = @id AND JobSlot IS NOT NULL";

    static readonly Statement s_takenQueueSlots =
        "SELECT QueueSlot FROM jobops.Run WHERE QueueId = @id AND QueueSlot IS NOT NULL";

    static readonly Statement s_interruptSteps = new(
        """
        UPDATE jobops.Step WITH (ROWLOCK) SET Status = 'Interrupted', FinishedAt = @now
        OUTPUT inserted.Name WHERE RunId = @runId AND Status = 'Running'
        """,
        """
        UPDATE Step SET Status = 'Interrupted', FinishedAt = @now
        WHERE RunId = @runId AND Status = 'Running' RETURNING Name
        """);

    const int MostRaces = 6;

    static readonly TimeSpan s_pauseAfterRace = TimeSpan.FromMilliseconds(10);

    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellation = default)
    {
        if (store.LooksBeforeWriting && !await store.ReadAsync(session => IsAnythingToDoAsync(session, request), cancellation))
            return [];
        // Others were faster with all that it had chosen: nothing is no answer while more may wait, and those who try again
        // at once would meet again.
        for (var race = 1; ; race++)
        {
            if (await store.WriteAsync(session => TryClaimAsync(session, request), cancellation) is { } claimed)
                return claimed;
            if (race == MostRaces)
                return [];
            await Task.Delay(Backoff.After(s_pauseAfterRace, race), cancellation);
        }
    }

    /// <summary>Null where it chose runs and others took every one of them.</summary>
    static async Task<IReadOnlyList<ClaimedRun>?> TryClaimAsync(LedgerSession session, ClaimRequest request)
    {
        var outlook = await LookAsync(session);
        if (outlook.IsMaintenanceDue)
            await MaintainAsync(session);
        var (taken, chosen) = await ChooseAsync(session, request, outlook.MostPartitions);
        if (outlook.IsMaintenanceDue && taken.Count < request.Count)
            taken.AddRange(await session.QueryAsync<ClaimRow>(s_takeExpired, Parameters(session, request, request.Count - taken.Count)));
        if (taken.Count == 0)
            return chosen == 0 ? [] : null;
        await WriteClaimsAsync(session, request, taken);
        var runs = (await session.QueryListAsync<RunRow>(s_runsById, taken.Select(claim => claim.RunId), runIds => new { runIds }))
            .ToDictionary(row => row.RunId);
        return [.. taken.Select(claim => new ClaimedRun(
            runs[claim.RunId].ToRun(session.Now), new Lease(claim.RunId, claim.LeaseToken, request.Worker, request.Lease)))];
    }

    static async Task<bool> IsAnythingToDoAsync(LedgerSession session, ClaimRequest request)
    {
        var outlook = await LookAsync(session);
        return outlook.IsMaintenanceDue
            || await CandidatesAsync(session, request with { Count = 1 }, outlook.MostPartitions).AnyAsync();
    }

    /// <summary>Takes the best candidates for which there is room.</summary>
    /// <returns>What it took, of how many.</returns>
    static async Task<(List<ClaimRow> Taken, int Chosen)> ChooseAsync(LedgerSession session, ClaimRequest request, int mostPartitions)
    {
        var jobs = new Slots(session, s_takenJobSlots);
        var queues = new Slots(session, s_takenQueueSlots);
        var chosen = new List<(CandidateRow Run, int? JobSlot, int? QueueSlot)>(request.Count);
        await foreach (var candidate in CandidatesAsync(session, request, mostPartitions))
        {
            if (!await jobs.HasRoomAsync(candidate.JobId, candidate.RunLimit)
                || !await queues.HasRoomAsync(candidate.QueueId, candidate.Concurrency))
                continue;
            chosen.Add((
                candidate,
                candidate.RunLimit is null ? null : jobs.Take(candidate.JobId),
                candidate.Concurrency is null ? null : queues.Take(candidate.QueueId)));
            if (chosen.Count == request.Count)
                break;
        }
        var taken = (await TakeAsync(session, request, chosen)).ToDictionary(claim => claim.RunId);
        return ([.. chosen.Select(choice => taken.GetValueOrDefault(choice.Run.RunId)).OfType<ClaimRow>()], chosen.Count);
    }

    static async Task<IEnumerable<ClaimRow>> TakeAsync(
        LedgerSession session, ClaimRequest request, IReadOnlyList<(CandidateRow Run, int? JobSlot, int? QueueSlot)> chosen)
    {
        var (now, until, worker) = (session.Now, session.Now + request.Lease, request.Worker);
        var free = chosen.Where(choice => choice.JobSlot is null && choice.QueueSlot is null).Select(choice => choice.Run.RunId);
        var taken = await session.QueryListAsync<ClaimRow>(s_takeFree, free, runIds => new { runIds, now, until, worker });
        var limited = await session.QueryEachAsync<ClaimRow>(s_take, [.. chosen
            .Where(choice => choice.JobSlot is not null || choice.QueueSlot is not null)
            .Select(choice => new
            {
                runId = choice.Run.RunId, until, worker, now, jobSlot = choice.JobSlot, queueSlot = choice.QueueSlot,
            })]);
        return taken.Concat(limited.OfType<ClaimRow>());
    }

    static async Task WriteClaimsAsync(LedgerSession session, ClaimRequest request, List<ClaimRow> taken)
    {
        var events = new List<JournalEvent>(taken.Count);
        foreach (var claim in taken)
        {
            // Only a run that was tried before can have left a step running.
            if (claim.Attempt > 1)
                events.AddRange(await InterruptStepsAsync(session, claim.RunId));
            events.Add(new(
                claim.RunId, "RunClaimed", new { attempt = claim.Attempt, worker = request.Worker, token = claim.LeaseToken }));
        }
        await JournalWriter.AppendEachAsync(session, events);
    }

    static async Task<IEnumerable<JournalEvent>> InterruptStepsAsync(LedgerSession session, long runId) =>
        (await session.QueryAsync<string>(s_interruptSteps, new { runId, now = session.Now }))
        .Select(step => new JournalEvent(runId, "StepInterrupted", new { step }));

    static object Parameters(LedgerSession session, ClaimRequest request, int count)
    {
        var (job, runbook, rollback) = Kinds(request);
        return new
        {
            now = session.Now,
            until = session.Now + request.Lease,
            worker = request.Worker,
            count,
            job,
            runbook,
            rollback,
            queues = QueueNames(request),
            runId = request.RunId,
        };
    }

    /// <summary>Each kind that is asked for, else null. As a list they would be joined, and that must not lead the search.</summary>
    static (string? Job, string? Runbook, string? Rollback) Kinds(ClaimRequest request)
    {
        return (Named(RunKind.Job), Named(RunKind.Runbook), Named(RunKind.Rollback));

        string? Named(RunKind kind) => request.Kinds.Contains(kind) ? kind.ToString() : null;
    }

    static string? QueueNames(ClaimRequest request) => request.Queues is { } names ? LedgerJson.Write(names) : null;

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
    sealed class Slots(LedgerSession session, Statement takenSlots)
    {
        readonly Dictionary<int, HashSet<int>> _taken = [];

        public async Task<bool> HasRoomAsync(int id, int? limit)
        {
            if (limit is null)
                return true;
            if (!_taken.TryGetValue(id, out var taken))
                _taken[id] = taken = [.. await session.QueryAsync<int>(takenSlots, new { id })];
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
