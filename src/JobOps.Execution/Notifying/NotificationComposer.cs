using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Runs;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Says what has happened in the words of a notification, to those who want to know.</summary>
/// <param name="ledger">The ledger.</param>
sealed class NotificationComposer(ILedger ledger)
{
    // What was told of a run that goes on is not looked for again; the ledger knows it as well.
    readonly HashSet<(long RunId, int Attempt)> _toldLong = [];

    /// <param name="event">What has happened.</param>
    /// <param name="run">The run that it is about; null for none, or one that is gone.</param>
    /// <param name="receivers">All that there are.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<IReadOnlyList<NotificationDraft>> OfAsync(
        OutboxEvent @event, JobRun? run, IReadOnlyList<NotificationReceiver> receivers, CancellationToken cancellation)
    {
        if (run is { Rehearsing: true } || run is null && @event.RunId is not null)
            return [];
        var told = @event.Kind switch
        {
            OutboxEventKind.RunEnded => await OfEndAsync(@event, run!, cancellation),
            OutboxEventKind.LeaseLost => [await OfLeaseAsync(@event, run!, cancellation)],
            OutboxEventKind.ApprovalWanted when run!.Status == RunStatus.AwaitingApproval => [await OfApprovalAsync(run, cancellation)],
            OutboxEventKind.SlotMissed => [await OfSlotsAsync(LedgerJson.Read<MissedOfSchedule>(@event.Data)!, cancellation)],
            OutboxEventKind.ContinuationRefused =>
                [await OfRefusalAsync(run!, LedgerJson.Read<RefusedContinuation>(@event.Data)!, cancellation)],
            OutboxEventKind.JournalBroken => [OfJournal(@event.Data ?? "")],
            _ => Array.Empty<Told>(),
        };
        var now = await ledger.NowAsync(cancellation);
        return [.. told.SelectMany(one => Drafts(one, receivers, now))];
    }

    /// <summary>Runs that go on for longer than those before them.</summary>
    public async Task<IReadOnlyList<NotificationDraft>> OfRunningAsync(CancellationToken cancellation)
    {
        var drafts = new List<NotificationDraft>();
        IReadOnlyList<NotificationReceiver>? receivers = null;
        // Many runs of few jobs run at once.
        var histories = new Dictionary<(string Job, string? Environment, RunKind Kind), DurationHistory?>();
        foreach (var run in await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Running] }, cancellation))
        {
            if (run.Rehearsing || run.Duration is not { } duration || _toldLong.Contains((run.RunId, run.Attempt)))
                continue;
            var key = (run.JobName, run.Environment, run.Kind);
            if (!histories.TryGetValue(key, out var history))
                histories[key] = history = History(run, await BeforeAsync(run, cancellation));
            if (history?.IsLong(duration) != true)
                continue;
            _toldLong.Add((run.RunId, run.Attempt));
            receivers ??= await ledger.Notifications.GetReceiversAsync("*", cancellation);
            drafts.AddRange(Drafts(await OfLongAsync(run, duration, history, cancellation), receivers, run.ReadAt));
        }
        return drafts;
    }

    async Task<IReadOnlyList<Told>> OfEndAsync(OutboxEvent end, JobRun run, CancellationToken cancellation)
    {
        if (run.Kind == RunKind.Rollback)
            return end.Status is RunStatus.Failed or RunStatus.Unknown ? [await OfFailureAsync(run, isNews: true, cancellation)] : [];
        var before = await BeforeAsync(run, cancellation);
        var failedBefore = before.FirstOrDefault()?.Status is RunStatus.Failed or RunStatus.Unknown;
        if (end.Status is RunStatus.Failed or RunStatus.Unknown)
            return [await OfFailureAsync(run, isNews: !failedBefore, cancellation)];
        if (end.Status != RunStatus.Succeeded)
            return [];
        var told = new List<Told>();
        if (failedBefore || end.Attempt > 1 && await HasFailedAsync(run, cancellation))
            told.Add(new(NotificationEvent.Recovered, $"{run.JobName}{In(run)} has succeeded again.", await ContentAsync(run, cancellation))
            {
                Supersedes = Topic(NotificationEvent.Failed, run), IsNews = true,
            });
        if (run.Duration is { } duration && History(run, before) is { } history)
        {
            if (history.IsLong(duration))
                told.Add(await OfLongAsync(run, duration, history, cancellation));
            if (history.IsShort(duration))
                told.Add(new(
                    NotificationEvent.RanShort,
                    $"{run.JobName}{In(run)} has taken {TimeWords.Took(duration)} only, usually {TimeWords.Took(history.Usual)}.",
                    await ContentAsync(run, cancellation) with { UsualSeconds = history.Usual.TotalSeconds }));
        }
        return told;
    }

    async Task<Told> OfFailureAsync(JobRun run, bool isNews, CancellationToken cancellation)
    {
        var what = run.Kind == RunKind.Rollback ? $"The rollback of run {run.RollbackOf} of {run.JobName}" : run.JobName;
        var how = run.Status == RunStatus.Unknown ? "has an unknown outcome" : "has failed";
        return new(
            NotificationEvent.Failed, $"{what}{In(run)} {how}: {run.Error?.What}",
            await ContentAsync(run, cancellation) with { NextCommand = Line(run.Error?.NextCommand ?? Next.Why(run.RunId)) })
        {
            IsNews = isNews,
        };
    }

    async Task<Told> OfLongAsync(JobRun run, TimeSpan duration, DurationHistory history, CancellationToken cancellation) => new(
        NotificationEvent.RanLong,
        $"{run.JobName}{In(run)} {(run.IsFinished ? "has taken" : "has been running for")} {TimeWords.Took(duration)}, "
            + $"usually {TimeWords.Took(history.Usual)}.",
        await ContentAsync(run, cancellation) with
        {
            Seconds = duration.TotalSeconds, UsualSeconds = history.Usual.TotalSeconds, NextCommand = Line(Next.Why(run.RunId)),
        })
    {
        // Told while it ran, it is not told again when it ends.
        Once = $"long/{run.RunId}",
    };

    async Task<Told> OfLeaseAsync(OutboxEvent lost, JobRun run, CancellationToken cancellation) => new(
        NotificationEvent.LeaseLost,
        $"Run {run.RunId} of {run.JobName}{In(run)} has lost its worker, and goes on with another one as attempt {lost.Attempt}.",
        await ContentAsync(run, cancellation) with { NextCommand = Line(Next.Workers) });

    async Task<Told> OfApprovalAsync(JobRun run, CancellationToken cancellation) => new(
        NotificationEvent.ApprovalWanted,
        $"Run {run.RunId} of {run.JobName}{In(run)}, asked for by {run.RequestedBy}, awaits approval "
            + $"until {TimeWords.Utc(run.ApprovalBy)}.",
        await ContentAsync(run, cancellation) with { NextCommand = Line(Next.Approve(run.RunId)) })
    {
        // Each run has to be approved by itself.
        Topic = $"{NotificationEvent.ApprovalWanted}/{run.RunId}",
    };

    async Task<Told> OfSlotsAsync(MissedOfSchedule missed, CancellationToken cancellation)
    {
        var job = await ledger.Jobs.FindAsync(missed.JobName, version: null, cancellation);
        var why = ScheduleWords.Why(missed.Reason, missed.Detail);
        return new(
            NotificationEvent.SlotMissed,
            $"{missed.JobName} was not started by schedule {missed.Schedule} "
                + $"({(missed.Slots == 1 ? "slot" : $"{missed.Slots} slots from")} {TimeWords.Utc(missed.FirstSlot)}): {why}",
            new()
            {
                Title = "", JobName = missed.JobName, Owner = job?.Owner, Queue = job?.Queue, Schedule = missed.Schedule,
                NextCommand = Line(Next.ShowSchedule(missed.Schedule)),
            })
        {
            Topic = $"{NotificationEvent.SlotMissed}/{missed.Schedule}",
        };
    }

    async Task<Told> OfRefusalAsync(JobRun run, RefusedContinuation refused, CancellationToken cancellation) => new(
        NotificationEvent.ContinuationRefused,
        $"{refused.JobName} was not started after run {run.RunId} of {run.JobName}{In(run)}: {refused.Error.What}",
        await ContentAsync(run, cancellation) with { Error = refused.Error, NextCommand = Line(refused.Error.NextCommand) });

    static Told OfJournal(string found) => new(
        NotificationEvent.JournalBroken, $"The journal is not as it was written: {found}",
        new() { Title = "", NextCommand = Line(Next.VerifyLedger) })
    {
        Topic = $"{NotificationEvent.JournalBroken}",
    };

    static IEnumerable<NotificationDraft> Drafts(Told told, IReadOnlyList<NotificationReceiver> receivers, DateTimeOffset now)
    {
        var content = told.Content with { Title = OneLine(told.Title) };
        return from receiver in receivers
            where receiver.Wants(told.Event, content)
            select new NotificationDraft
            {
                Receiver = receiver.Name,
                Event = told.Event,
                Topic = told.Topic ?? $"{told.Event}/{content.JobName}/{content.Environment}",
                Content = content,
                RunId = content.RunId,
                Once = told.Once,
                Repeat = told.IsNews ? TimeSpan.Zero : receiver.Repeat,
                NotBefore = receiver.Quiet?.EndAfter(now),
                Supersedes = told.Supersedes,
            };
    }

    /// <summary>The runs of the same job for the same environment that ended before, the newest first.</summary>
    async Task<IReadOnlyList<JobRun>> BeforeAsync(JobRun run, CancellationToken cancellation) =>
        [.. (await ledger.Runs.GetAsync(
                new()
                {
                    JobName = run.JobName, Environment = run.Environment,
                    Statuses = [RunStatus.Succeeded, RunStatus.Failed, RunStatus.Unknown], Limit = DurationHistory.Most,
                },
                cancellation))
            .Where(one => one.RunId < run.RunId && one.Kind == run.Kind && one.Environment == run.Environment && !one.Rehearsing)];

    static DurationHistory? History(JobRun run, IReadOnlyList<JobRun> before) => run.Kind == RunKind.Rollback
        ? null
        : DurationHistory.Of([.. before.Where(one => one.Status == RunStatus.Succeeded).Select(one => one.Duration).OfType<TimeSpan>()]);

    async Task<bool> HasFailedAsync(JobRun run, CancellationToken cancellation) =>
        Attempt.FromJournal(await ledger.Journal.GetAsync(run.RunId, cancellation))
            .Any(attempt => attempt.Outcome is nameof(RunStatus.Failed) or nameof(RunStatus.Unknown));

    async Task<NotificationContent> ContentAsync(JobRun run, CancellationToken cancellation)
    {
        var job = await ledger.Jobs.FindAsync(run.JobName, run.JobVersion, cancellation);
        return new()
        {
            Title = "",
            JobName = run.JobName,
            JobVersion = run.JobVersion,
            Owner = job?.Owner,
            Environment = run.Environment,
            Queue = run.Queue,
            RunId = run.RunId,
            Batch = run.Batch,
            Status = run.Status,
            StartedAt = run.StartedAt,
            FinishedAt = run.FinishedAt,
            Seconds = run.Duration?.TotalSeconds,
            Error = run.Error,
        };
    }

    static string Topic(NotificationEvent @event, JobRun run) => $"{@event}/{run.JobName}/{run.Environment}";

    static string In(JobRun run) => run.Environment is { } environment ? $" ({environment})" : "";

    static string Line(NextCommand next) => $"{next.PowerShell}   (without PowerShell: {next.Shell})";

    static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Something to tell whoever wants to know.</summary>
    sealed record Told(NotificationEvent Event, string Title, NotificationContent Content)
    {
        /// <summary>Null for its event, job and environment.</summary>
        public string? Topic { get; init; }
        public string? Once { get; init; }
        public string? Supersedes { get; init; }
        /// <summary>It is told at once, whatever was told before.</summary>
        public bool IsNews { get; init; }
    }
}
