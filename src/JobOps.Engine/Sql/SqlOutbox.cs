using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Runs;
using JobOps.Schedules;

namespace JobOps.Engine.Sql;

/// <summary>Events, written in the transaction of what they are about, and gone in the transaction of what follows of them.</summary>
sealed class SqlOutbox(ILedgerStore store, SqlClaims claims) : IOutbox
{
    const string AnybodyListens = "EXISTS (SELECT 1 FROM jobops.Receiver AS v WHERE v.Registered = 1)";

    // Nothing is written of a run that nothing follows, while nobody is told of anything.
    static readonly Statement s_ended =
        $"""
        INSERT INTO jobops.Outbox (Event, RunId, Status, Attempt, At)
        SELECT 'RunEnded', r.RunId, r.Status, r.Attempt, @now FROM jobops.Run AS r
        WHERE r.RunId IN (@runIds) AND r.FinishedAt IS NOT NULL
          AND ({AnybodyListens} OR EXISTS (
            SELECT 1 FROM jobops.Continuation AS c JOIN jobops.Job AS j ON j.Name = c.Predecessor WHERE j.JobId = r.JobId))
        """;

    static readonly Statement s_ofRuns =
        $"""
        INSERT INTO jobops.Outbox (Event, RunId, Attempt, At)
        SELECT @event, r.RunId, r.Attempt, @now FROM jobops.Run AS r WHERE r.RunId IN (@runIds) AND {AnybodyListens}
        """;

    static readonly Statement s_insert =
        $"""
        INSERT INTO jobops.Outbox (Event, RunId, Data, At)
        SELECT @event, @runId, @data, @now FROM jobops.Ledger AS l WHERE {AnybodyListens}
        """;

    static readonly Statement s_look = new(
        """
        SELECT (SELECT MIN(EventId) FROM jobops.Outbox) AS FirstEvent,
          (SELECT MIN(n.NextAt) FROM jobops.Notification AS n WHERE n.Status = 'Pending') AS NotifyAt,
          (SELECT COUNT(*) FROM jobops.Receiver AS v WHERE v.Registered = 1) AS Receivers
        """,
        """
        SELECT (SELECT MIN(EventId) FROM Outbox) AS FirstEvent,
          (SELECT MIN(n.NextAt) FROM Notification AS n WHERE n.Status = 'Pending') AS NotifyAt,
          (SELECT COUNT(*) FROM Receiver AS v WHERE v.Registered = 1) AS Receivers
        """);

    const string Events = "SELECT EventId, Event AS Kind, RunId, Status, Attempt, Data, At FROM jobops.Outbox ORDER BY EventId";

    static readonly Statement s_events = new(
        $"{Events} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY", $"{Events.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");

    static readonly Statement s_take = "DELETE FROM jobops.Outbox WHERE EventId = @eventId";

    public Task<OutboxOutlook> LookAsync(CancellationToken cancellation = default) => store.ReadAsync(
        async transaction =>
        {
            var look = await transaction.QueryFirstAsync<LookRow>(s_look);
            return new OutboxOutlook(look?.FirstEvent is not null, look?.NotifyAt, look?.Receivers > 0, transaction.Now);
        },
        cancellation);

    public Task<IReadOnlyList<OutboxEvent>> GetAsync(int limit, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<OutboxEvent>>(
            async transaction => [.. (await transaction.QueryAsync<EventRow>(s_events, new { limit })).Select(row => row.ToEvent())],
            cancellation);

    public async Task<IReadOnlyList<JobRun>?> PassAsync(
        OutboxEvent @event, IReadOnlyList<FollowingStart> starts, IReadOnlyList<NotificationDraft> notifications,
        CancellationToken cancellation = default)
    {
        foreach (var start in starts)
            start.Request?.Require();
        var runs = await store.WriteAsync(transaction => PassAsync(transaction, @event, starts, notifications), cancellation);
        if (runs is { Count: > 0 })
            claims.ExpectWork();
        return runs;
    }

    static async Task<IReadOnlyList<JobRun>?> PassAsync(
        LedgerTransaction transaction, OutboxEvent @event, IReadOnlyList<FollowingStart> starts,
        IReadOnlyList<NotificationDraft> notifications)
    {
        if (await transaction.ExecuteAsync(s_take, new { eventId = @event.EventId }) == 0)
            return null;
        var runs = new List<JobRun>(starts.Count);
        foreach (var start in starts)
        {
            var (run, refusal) = start.Request is { } request
                ? await SqlRequests.StartByItselfAsync(transaction, request)
                : (null, start.Refusal);
            if (run is not null)
                runs.Add(run);
            if (refusal is not null)
                await RefuseAsync(transaction, @event.RunId!.Value, start.JobName, refusal);
        }
        await SqlNotifications.AddAsync(transaction, notifications);
        return runs;
    }

    static async Task RefuseAsync(LedgerTransaction transaction, long runId, string job, JobOpsError refusal)
    {
        await JournalWriter.AppendAsync(
            transaction, runId, "ContinuationRefused", new { job, error = refusal.Id, refusal.What, refusal.Actual });
        await RaiseAsync(
            transaction, OutboxEventKind.ContinuationRefused, runId, LedgerJson.Write(new RefusedContinuation(job, refusal)));
    }

    public Task RaiseAsync(OutboxEventKind kind, long? runId = null, string? data = null, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                await RaiseAsync(transaction, kind, runId, data);
                return true;
            },
            cancellation);

    public Task NotifyAsync(IReadOnlyList<NotificationDraft> notifications, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                await SqlNotifications.AddAsync(transaction, notifications);
                return true;
            },
            cancellation);

    static Task RaiseAsync(LedgerTransaction transaction, OutboxEventKind kind, long? runId, string? data) =>
        transaction.ExecuteEachAsync(s_insert, [new { @event = kind.ToString(), runId, data, now = transaction.Now }]);

    /// <summary>These runs have ended, by the transaction: what follows is begun with it.</summary>
    internal static Task EndedAsync(LedgerTransaction transaction, IEnumerable<long> runIds) =>
        transaction.ExecuteListAsync(s_ended, runIds, part => new { runIds = part, now = transaction.Now });

    internal static Task LeasesLostAsync(LedgerTransaction transaction, IEnumerable<long> runIds) =>
        OfRunsAsync(transaction, OutboxEventKind.LeaseLost, runIds);

    internal static Task ApprovalsWantedAsync(LedgerTransaction transaction, IEnumerable<long> runIds) =>
        OfRunsAsync(transaction, OutboxEventKind.ApprovalWanted, runIds);

    static Task OfRunsAsync(LedgerTransaction transaction, OutboxEventKind kind, IEnumerable<long> runIds) =>
        transaction.ExecuteListAsync(s_ofRuns, runIds, part => new { runIds = part, @event = kind.ToString(), now = transaction.Now });

    /// <summary>What was missed for no reason that somebody has given.</summary>
    internal static async Task SlotsMissedAsync(
        LedgerTransaction transaction, JobSchedule schedule, IReadOnlyList<SqlSchedules.UnrunSlot> missed)
    {
        var told = missed
            .Where(slot => slot.Reason is not (MissedReason.Suspended or MissedReason.Changed or MissedReason.Overlap)).ToList();
        if (told.Count > 0)
            await RaiseAsync(transaction, OutboxEventKind.SlotMissed, null, LedgerJson.Write(new MissedOfSchedule(
                schedule.Name, schedule.JobName, told[0].Slot, told.Count, told[^1].Reason, told[^1].Detail)));
    }

    sealed class LookRow
    {
        public long? FirstEvent { get; init; }
        public DateTimeOffset? NotifyAt { get; init; }
        public long Receivers { get; init; }
    }

    sealed class EventRow
    {
        public long EventId { get; init; }
        public OutboxEventKind Kind { get; init; }
        public long? RunId { get; init; }
        public RunStatus? Status { get; init; }
        public int? Attempt { get; init; }
        public string? Data { get; init; }
        public DateTimeOffset At { get; init; }

        public OutboxEvent ToEvent() => new()
        {
            EventId = EventId, Kind = Kind, RunId = RunId, Status = Status, Attempt = Attempt ?? 0, Data = Data, At = At,
        };
    }
}
