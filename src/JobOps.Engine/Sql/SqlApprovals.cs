using JobOps.Approvals;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

/// <summary>
/// Approvals. A run that awaits one is Scheduled for the end of that time, so that no claim has to look at it before; what it is to be
/// scheduled for when it is approved stands with the approval.
/// </summary>
sealed class SqlApprovals(ILedgerStore store, SqlClaims claims) : IRunApprovals
{
    const int LongestReason = 4000;

    static readonly Statement s_insert =
        """
        INSERT INTO jobops.RunApproval (RunId, Approvers, Until, DueAt, StartWithin, Status)
        VALUES (@runId, @approvers, @until, @dueAt, @startWithin, 'Awaited')
        """;

    static readonly Statement s_approval =
        """
        SELECT a.RunId, j.Name AS JobName, r.JobVersion, j.Version AS Newest, a.Status, a.Approvers, a.Until, a.DueAt, a.StartWithin,
          p.RequestedBy, r.RequestedAt, a.DecidedAt, a.DecidedBy, a.Reason, p.Parameters, r.StartBy
        FROM jobops.RunApproval AS a JOIN jobops.Run AS r ON r.RunId = a.RunId JOIN jobops.Job AS j ON j.JobId = r.JobId
        JOIN jobops.RunPayload AS p ON p.RunId = a.RunId
        WHERE a.RunId = @runId
        """;

    static readonly Statement s_decide =
        """
        UPDATE jobops.RunApproval SET Status = @status, DecidedAt = @now, DecidedBy = @actor, Reason = @reason
        WHERE RunId = @runId AND Status IN ('Awaited', 'Approved')
        """;

    // The state is tested again under the lock: its time may be over, and somebody else may have decided.
    static readonly Statement s_release =
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET Status = @status, DueAt = @dueAt, StartBy = @startBy, ApprovalBy = NULL
        WHERE RunId = @runId AND Status = 'Scheduled' AND ApprovalBy > @now
        """;

    static readonly Statement s_setApproved =
        "UPDATE jobops.RunPayload SET ApprovedBy = @actor, ApprovedHash = @hash WHERE RunId = @runId";

    static readonly Statement s_end =
        """
        UPDATE jobops.Run WITH (ROWLOCK) SET Status = 'Cancelled', FinishedAt = @now, ApprovalBy = NULL,
          DueAt = CASE WHEN ApprovalBy IS NULL THEN DueAt END
        WHERE RunId = @runId AND Status IN ('Scheduled', 'Queued')
        """;

    static readonly Statement s_overdue = new(
        """
        SELECT TOP (@count) r.RunId, r.ApprovalBy AS Until
        FROM jobops.Run AS r WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)
        WHERE r.Status = 'Scheduled' AND r.DueAt <= @now AND r.ApprovalBy IS NOT NULL ORDER BY r.DueAt, r.RunId
        """,
        """
        SELECT RunId, ApprovalBy AS Until FROM Run
        WHERE Status = 'Scheduled' AND DueAt <= @now AND ApprovalBy IS NOT NULL ORDER BY DueAt, RunId LIMIT @count
        """);

    // What was approved and has begun keeps its version, as every run does.
    static readonly Statement s_ofOlderVersions =
        """
        SELECT r.RunId, r.JobVersion FROM jobops.Run AS r JOIN jobops.RunApproval AS a ON a.RunId = r.RunId
        JOIN jobops.Job AS j ON j.JobId = r.JobId
        WHERE j.Name = @job AND r.JobVersion <> @version AND r.Status IN ('Scheduled', 'Queued') AND r.StartedAt IS NULL
          AND a.Status IN ('Awaited', 'Approved') AND r.Kind <> 'Rollback'
        ORDER BY r.RunId
        """;

    public Task<RunApproval?> FindAsync(long runId, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => (await transaction.QueryFirstAsync<ApprovalRow>(s_approval, new { runId }))?.ToApproval(), cancellation);

    public async Task<JobRun> ApproveAsync(long runId, string? reason, CancellationToken cancellation = default)
    {
        var run = await store.WriteAsync(transaction => ApproveAsync(transaction, runId, reason), cancellation);
        claims.ExpectWork();
        return run;
    }

    async Task<JobRun> ApproveAsync(LedgerTransaction transaction, long runId, string? reason)
    {
        var run = await SqlRuns.RequireAsync(transaction, runId);
        var approval = await transaction.QueryFirstAsync<ApprovalRow>(s_approval, new { runId });
        if (approval is { Status: ApprovalStatus.Approved } && !run.IsFinished)
            return run;
        await RequireApproverAsync(transaction, run, approval);
        if (approval!.JobVersion != approval.Newest && run.Kind != RunKind.Rollback)
            throw new JobOpsException(Error.ApprovalVoid(runId, run.JobName, run.JobVersion, approval.Newest));
        var (dueAt, now) = (approval.DueAt, transaction.Now);
        var startBy = approval.StartWithin is { } within
            ? (dueAt > now ? dueAt.Value : now) + TimeSpan.FromMilliseconds(within)
            : approval.StartBy;
        var status = dueAt > now ? nameof(RunStatus.Scheduled) : nameof(RunStatus.Queued);
        if (await transaction.ExecuteAsync(s_release, new { runId, now, dueAt, startBy, status }) == 0)
            throw new JobOpsException(Error.ApprovalNotAwaited(runId, $"its time was over at {approval.Until.UtcDateTime:u}"));
        await DecideAsync(transaction, runId, ApprovalStatus.Approved, transaction.Actor, reason);
        var hash = LedgerText.Hash(approval.Parameters);
        await transaction.ExecuteAsync(s_setApproved, new { runId, actor = transaction.Actor, hash });
        await JournalWriter.AppendAsync(transaction, runId, "RunApproved", new { version = run.JobVersion, parameters = hash, reason });
        return await SqlRuns.RequireAsync(transaction, runId);
    }

    public Task<JobRun> DenyAsync(long runId, string reason, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var run = await SqlRuns.RequireAsync(transaction, runId);
            if (string.IsNullOrWhiteSpace(reason))
                throw new JobOpsException(Error.RequestInvalid(run.JobName, "reason", LongestReason, reason));
            await RequireApproverAsync(
                transaction, run, await transaction.QueryFirstAsync<ApprovalRow>(s_approval, new { runId }));
            await EndAsync(
                transaction, runId, ApprovalStatus.Denied, Error.ApprovalDenied(runId, transaction.Actor, reason), transaction.Actor,
                reason);
            return await SqlRuns.RequireAsync(transaction, runId);
        },
        cancellation);

    /// <exception cref="JobOpsException">ApprovalNotAwaited, ApprovalNotYours</exception>
    async Task RequireApproverAsync(LedgerTransaction transaction, JobRun run, ApprovalRow? approval)
    {
        if (approval is null)
            throw new JobOpsException(Error.ApprovalNotAwaited(run.RunId, "a run that needs none"));
        if (approval.Status != ApprovalStatus.Awaited || run.Status != RunStatus.AwaitingApproval)
            throw new JobOpsException(Error.ApprovalNotAwaited(
                run.RunId, approval.Status == ApprovalStatus.Awaited ? $"{run.Status}" : $"{approval.Status}"));
        if (approval.RequestedBy.Equals(transaction.Actor, StringComparison.OrdinalIgnoreCase))
            throw new JobOpsException(Error.ApprovalNotYours(
                run.RunId, "somebody else than whoever asked for it (who asked may stop it)", transaction.Actor));
        foreach (var approvers in approval.ReadApprovers())
            if (!await IsOneOfAsync(transaction, approvers))
                throw new JobOpsException(Error.ApprovalNotYours(
                    run.RunId, $"one of: {string.Join(", ", approvers)}", transaction.Actor));
    }

    async Task<bool> IsOneOfAsync(LedgerTransaction transaction, IReadOnlyList<string> approvers)
    {
        foreach (var name in approvers)
            if (name.Equals(transaction.Actor, StringComparison.OrdinalIgnoreCase) || await store.IsActorInAsync(transaction, name))
                return true;
        return false;
    }

    /// <summary>Writes down that runs which were just inserted await approval.</summary>
    internal static async Task AwaitAsync(LedgerTransaction transaction, IReadOnlyList<(long RunId, RunRequest Request)> runs)
    {
        if (runs.Count == 0)
            return;
        await transaction.ExecuteEachAsync(s_insert, [.. runs.Select(run => new
        {
            runId = run.RunId,
            approvers = LedgerJson.Write(run.Request.Approval!.Approvers),
            until = StoredTime.WholeMilliseconds(transaction.Now + run.Request.Approval.Within),
            dueAt = SqlRequests.DueAtOf(run.Request, transaction.Now),
            startWithin = run.Request is { StartBy: null, StartWithin: { } within } ? (long?)within.TotalMilliseconds : null,
        })]);
        await SqlOutbox.ApprovalsWantedAsync(transaction, runs.Select(run => run.RunId));
    }

    /// <summary>A run that was to be approved, and was not, goes on with no restart; nor does one that was approved of another version.
    /// </summary>
    /// <exception cref="JobOpsException">RunNotRestartable, ApprovalVoid</exception>
    internal static async Task RequireStandingAsync(LedgerTransaction transaction, JobRun run)
    {
        if (await transaction.QueryFirstAsync<ApprovalRow>(s_approval, new { runId = run.RunId }) is not { } approval)
            return;
        if (approval.Status != ApprovalStatus.Approved)
            throw new JobOpsException(Error.RunNotRestartable(
                run.RunId, $"{run.Status}, without the approval that it needs: start it anew"));
        if (approval.JobVersion != approval.Newest && run.Kind != RunKind.Rollback)
            throw new JobOpsException(Error.ApprovalVoid(run.RunId, run.JobName, run.JobVersion, approval.Newest));
    }

    /// <summary>Denies what nobody has approved in time.</summary>
    internal static async Task ExpireAsync(LedgerTransaction transaction, int count)
    {
        foreach (var overdue in await transaction.QueryAsync<OverdueRow>(s_overdue, new { now = transaction.Now, count }))
            await EndAsync(
                transaction, overdue.RunId, ApprovalStatus.Expired, Error.ApprovalExpired(overdue.RunId, overdue.Until), by: null,
                reason: null);
    }

    /// <summary>A new version of a job was registered: what was approved, or was to be, is another one.</summary>
    internal static async Task VoidAsync(LedgerTransaction transaction, JobDefinition job)
    {
        foreach (var older in await transaction.QueryAsync<OlderRow>(s_ofOlderVersions, new { job = job.Name, version = job.Version }))
            await EndAsync(
                transaction, older.RunId, ApprovalStatus.Void, Error.ApprovalVoid(older.RunId, job.Name, older.JobVersion, job.Version),
                transaction.Actor, $"version {job.Version} was registered");
    }

    static async Task EndAsync(
        LedgerTransaction transaction, long runId, ApprovalStatus status, JobOpsError error, string? by, string? reason)
    {
        if (await transaction.ExecuteAsync(s_end, new { runId, now = transaction.Now }) == 0)
            return;
        await DecideAsync(transaction, runId, status, by, reason);
        await transaction.ExecuteEachAsync(EndOfRun.SetError, [new { runId, error = (string?)LedgerJson.Write(error) }]);
        await JournalWriter.AppendEachAsync(transaction,
            [new(runId, $"Approval{status}", new { reason }), new(runId, "RunCancelled", EndOfRun.Cause(error))]);
        await SqlOutbox.EndedAsync(transaction, [runId]);
    }

    static Task DecideAsync(LedgerTransaction transaction, long runId, ApprovalStatus status, string? actor, string? reason) =>
        transaction.ExecuteEachAsync(
            s_decide, [new { runId, status = status.ToString(), now = transaction.Now, actor, reason }]);

    sealed class OverdueRow
    {
        public long RunId { get; init; }
        public DateTimeOffset Until { get; init; }
    }

    sealed class OlderRow
    {
        public long RunId { get; init; }
        public int JobVersion { get; init; }
    }

    sealed class ApprovalRow
    {
        public long RunId { get; init; }
        public string JobName { get; init; } = "";
        public int JobVersion { get; init; }
        public int Newest { get; init; }
        public ApprovalStatus Status { get; init; }
        public string Approvers { get; init; } = "[]";
        public DateTimeOffset Until { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public long? StartWithin { get; init; }
        public DateTimeOffset? StartBy { get; init; }
        public string RequestedBy { get; init; } = "";
        public DateTimeOffset RequestedAt { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
        public string? DecidedBy { get; init; }
        public string? Reason { get; init; }
        public string Parameters { get; init; } = "";

        public IReadOnlyList<IReadOnlyList<string>> ReadApprovers() =>
            LedgerJson.Read<List<List<string>>>(Approvers) ?? [];

        public RunApproval ToApproval() => new()
        {
            RunId = RunId, JobName = JobName, JobVersion = JobVersion, Status = Status, Approvers = ReadApprovers(), Until = Until,
            DueAt = DueAt, RequestedBy = RequestedBy, RequestedAt = RequestedAt, DecidedAt = DecidedAt, DecidedBy = DecidedBy,
            Reason = Reason,
        };
    }
}
