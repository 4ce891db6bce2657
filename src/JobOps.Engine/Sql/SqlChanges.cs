using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Engine.Sql;

sealed class SqlChanges(ILedgerStore store) : IChanges
{
    const string Columns =
        """
        c.ChangeId, c.Title, c.Owner, c.ExpectedResult, c.RollbackNote, c.Scope, c.CurrentBehavior, c.Status, c.StatusReason, c.StatusAt,
        c.StatusBy, c.Commands, c.OpenedAt, c.OpenedBy
        """;

    static readonly Statement s_insert = new(
        """
        INSERT INTO jobops.Change
          (Title, Owner, ExpectedResult, RollbackNote, Scope, CurrentBehavior, Status, StatusAt, StatusBy, Commands, OpenedAt, OpenedBy)
        OUTPUT inserted.ChangeId
        VALUES (@title, @owner, @expectedResult, @rollbackNote, @scope, @currentBehavior, 'Open', @now, @actor, '[]', @now, @actor)
        """,
        """
        INSERT INTO Change
          (Title, Owner, ExpectedResult, RollbackNote, Scope, CurrentBehavior, Status, StatusAt, StatusBy, Commands, OpenedAt, OpenedBy)
        VALUES (@title, @owner, @expectedResult, @rollbackNote, @scope, @currentBehavior, 'Open', @now, @actor, '[]', @now, @actor)
        RETURNING ChangeId
        """);

    static readonly Statement s_insertOverlap =
        "INSERT INTO jobops.ChangeOverlap (ChangeId, OtherId, Reason) VALUES (@changeId, @otherId, @reason)";

    static readonly Statement s_live =
        $"SELECT {Columns} FROM jobops.Change AS c WHERE c.Status IN ('Open', 'Measured', 'Applied') ORDER BY c.ChangeId";

    static readonly Statement s_change = $"SELECT {Columns} FROM jobops.Change AS c WHERE c.ChangeId = @changeId";

    const string Filter =
        """
        (@owner IS NULL OR c.Owner = @owner) AND (@since IS NULL OR c.OpenedAt >= @since)
        """;

    static readonly Statement s_changes = new(
        $"""
        SELECT {Columns} FROM jobops.Change AS c
        WHERE {Filter} AND (@statuses IS NULL OR c.Status IN (SELECT CAST(value AS varchar(10)) FROM OPENJSON(@statuses)))
        ORDER BY c.ChangeId DESC OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY
        """,
        $"""
        SELECT {Columns} FROM Change AS c
        WHERE {Filter} AND (@statuses IS NULL OR c.Status IN (SELECT value FROM json_each(@statuses)))
        ORDER BY c.ChangeId DESC LIMIT @limit
        """);

    static readonly Statement s_runs =
        "SELECT ChangeId, RunId FROM jobops.Run WHERE ChangeId IN (@changeIds) ORDER BY RunId";

    // One overlap is a row; both changes have it.
    static readonly Statement s_overlaps =
        """
        SELECT o.ChangeId, o.OtherId, o.Reason FROM jobops.ChangeOverlap AS o WHERE o.ChangeId IN (@changeIds)
        UNION
        SELECT o.OtherId, o.ChangeId, o.Reason FROM jobops.ChangeOverlap AS o WHERE o.OtherId IN (@changeIds)
        """;

    static readonly Statement s_setStatus =
        """
        UPDATE jobops.Change WITH (ROWLOCK)
        SET Status = @status, StatusReason = @reason, StatusAt = @now, StatusBy = @actor, Commands = @commands
        WHERE ChangeId = @changeId
        """;

    static readonly Statement s_bind = "UPDATE jobops.Run WITH (ROWLOCK) SET ChangeId = @changeId WHERE RunId = @runId";

    static readonly Statement s_unfinishedRuns =
        "SELECT RunId FROM jobops.Run WHERE ChangeId = @changeId AND Status IN ('Scheduled', 'Queued', 'Running') ORDER BY RunId";

    // What never started has done nothing.
    static readonly Statement s_runsToUndo =
        """
        SELECT RunId FROM jobops.Run
        WHERE ChangeId = @changeId AND RollbackOf IS NULL AND RolledBackBy IS NULL
          AND (StartedAt IS NOT NULL OR Status IN ('Scheduled', 'Queued', 'Running'))
        ORDER BY RunId
        """;

    static readonly Statement s_lastRun = "SELECT COALESCE(MAX(RequestedAt), @never) FROM jobops.Run WHERE ChangeId = @changeId";

    static readonly Statement s_notesSince =
        "SELECT COUNT(*) FROM jobops.ChangeNote WHERE ChangeId = @changeId AND WrittenAt >= @since";

    static readonly Statement s_changeOfRun = "SELECT ChangeId FROM jobops.Run WHERE RunId = @runId AND ChangeId IS NOT NULL";

    public Task<Change> OpenAsync(NewChange change, CancellationToken cancellation = default)
    {
        var wanted = change.Require();
        return store.WriteAsync(
            async transaction =>
            {
                // Two that open at the same moment follow each other, and the second sees the first.
                await JournalWriter.HoldAsync(transaction, [0]);
                await transaction.SendAsync();
                var others = (await transaction.QueryAsync<ChangeRow>(s_live)).Select(row => row.ToChange())
                    .Select(other => (Change: other, Overlap: ChangeScope.FindOverlap(wanted.Scope, other.Scope)))
                    .Where(pair => pair.Overlap is not null).ToList();
                if (others.Count > 0 && !change.AllowConcurrent)
                    throw new JobOpsException(Error.ChangeOverlaps(
                        wanted.Title, wanted.Owner, others[0].Change.ChangeId, others[0].Change.Owner,
                        others[0].Overlap!.Value.Mine, others[0].Overlap!.Value.Theirs));
                return await InsertAsync(transaction, wanted, [.. others.Select(pair => pair.Change.ChangeId)], change.Reason);
            },
            cancellation);
    }

    public Task<Change?> FindAsync(ChangeId changeId, CancellationToken cancellation = default) =>
        store.ReadAsync(transaction => FindAsync(transaction, changeId), cancellation);

    public Task<IReadOnlyList<Change>> GetAsync(ChangeQuery query, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => await CompleteAsync(transaction, await transaction.QueryAsync<ChangeRow>(s_changes, new
        {
            owner = query.Owner,
            since = query.Since,
            statuses = query.Statuses is null ? null : LedgerJson.Write(query.Statuses),
            limit = query.Limit,
        })),
        cancellation);

    public Task<Change> SetStatusAsync(
        ChangeId changeId, ChangeStatus status, string? reason = null, string? command = null, CancellationToken cancellation = default)
    {
        if (status is ChangeStatus.Measured or ChangeStatus.RolledBack or ChangeStatus.Abandoned && string.IsNullOrWhiteSpace(reason))
            throw new JobOpsException(Error.ChangeReasonMissing(changeId, status.ToString()));
        return store.WriteAsync(
            async transaction =>
            {
                var change = await HoldAsync(transaction, changeId);
                if (change.Status == status && command is null)
                    return change;
                RequireLive(change);
                switch (status)
                {
                    case ChangeStatus.Measured when change.Status != ChangeStatus.Open:
                        throw new JobOpsException(Error.ChangeAppliedAlready(changeId));
                    case ChangeStatus.Applied when change.Status == ChangeStatus.Open:
                        throw new JobOpsException(Error.ChangeNotMeasured(changeId));
                    case ChangeStatus.Completed:
                        await RequireCompleteAsync(transaction, change);
                        break;
                    case ChangeStatus.RolledBack when change.Status != ChangeStatus.Applied:
                        throw new JobOpsException(Error.ChangeNotApplied(changeId, "rolled back"));
                    case ChangeStatus.RolledBack:
                        await RequireNothingToUndoAsync(transaction, changeId);
                        break;
                    case ChangeStatus.Abandoned when change.Status == ChangeStatus.Applied:
                        throw new JobOpsException(Error.ChangeRunsToUndo(changeId, "it is applied"));
                }
                return await MoveAsync(transaction, change, status, reason, command);
            },
            cancellation);
    }

    /// <summary>The first run of a change applies it.</summary>
    /// <exception cref="JobOpsException">ChangeNotFound, ChangeEnded, ChangeNotMeasured</exception>
    internal static async Task ApplyAsync(LedgerTransaction transaction, ChangeId changeId)
    {
        var change = await HoldAsync(transaction, changeId);
        RequireLive(change);
        if (change.Status == ChangeStatus.Open)
            throw new JobOpsException(Error.ChangeNotMeasured(changeId));
        if (change.Status == ChangeStatus.Measured)
            await MoveAsync(transaction, change, ChangeStatus.Applied, null, null);
    }

    /// <summary>A run that is taken up again must not do what nobody would note any more.</summary>
    /// <exception cref="JobOpsException">ChangeEnded</exception>
    internal static async Task RequireLiveAsync(LedgerTransaction transaction, JobRun run)
    {
        if (run is { ChangeId: { } changeId, RollbackOf: null })
            RequireLive(await RequireAsync(transaction, changeId));
    }

    /// <summary>Writes down which change runs belong to.</summary>
    internal static async Task BindAsync(LedgerTransaction transaction, IReadOnlyList<(ChangeId ChangeId, long RunId)> runs)
    {
        await transaction.ExecuteEachAsync(s_bind, [.. runs.Select(run => new { changeId = run.ChangeId.Number, runId = run.RunId })]);
        await JournalWriter.AppendEachAsync(
            transaction,
            [.. runs.Select(run => new JournalEvent(run.ChangeId.JournalChain, "ChangeRunRequested", new { runId = run.RunId }))]);
    }

    /// <summary>A run was undone: its change is, too, when nothing of it is left.</summary>
    internal static async Task RolledBackAsync(LedgerTransaction transaction, long runId)
    {
        if (await transaction.QueryFirstAsync<long?>(s_changeOfRun, new { runId }) is not { } number)
            return;
        var change = await HoldAsync(transaction, new(number));
        if (change.Status == ChangeStatus.Applied && change.Commands.Count == 0
            && (await transaction.QueryAsync<long>(s_runsToUndo, new { changeId = number })).Count == 0)
            await MoveAsync(transaction, change, ChangeStatus.RolledBack, null, null);
    }

    /// <summary>Reads a change of which nobody else writes until the transaction ends.</summary>
    internal static async Task<Change> HoldAsync(LedgerTransaction transaction, ChangeId changeId)
    {
        await JournalWriter.HoldAsync(transaction, [changeId.JournalChain]);
        await transaction.SendAsync();
        return await RequireAsync(transaction, changeId);
    }

    internal static void RequireLive(Change change)
    {
        if (change.IsEnded)
            throw new JobOpsException(Error.ChangeEnded(change.ChangeId, Words(change.Status)));
    }

    /// <summary>Takes a change to another status.</summary>
    internal static async Task<Change> MoveAsync(
        LedgerTransaction transaction, Change change, ChangeStatus status, string? reason, string? command)
    {
        var moved = change with
        {
            Status = status,
            StatusReason = reason?.Trim(),
            StatusAt = transaction.Now,
            StatusBy = transaction.Actor,
            Commands = command is null ? change.Commands : [.. change.Commands, command],
        };
        await transaction.ExecuteAsync(s_setStatus, new
        {
            changeId = change.ChangeId.Number,
            status = status.ToString(),
            reason = moved.StatusReason,
            now = transaction.Now,
            actor = transaction.Actor,
            commands = LedgerJson.Write(moved.Commands),
        });
        await JournalWriter.AppendAsync(
            transaction, change.ChangeId.JournalChain, $"Change{status}", new { reason = moved.StatusReason, command });
        return moved;
    }

    static async Task<Change> InsertAsync(
        LedgerTransaction transaction, Change wanted, IReadOnlyList<ChangeId> concurrent, string? reason)
    {
        var (scope, currentBehavior) = (LedgerJson.Write(wanted.Scope), LedgerJson.Write(wanted.CurrentBehavior));
        var changeId = new ChangeId(await transaction.QueryFirstAsync<long>(s_insert, new
        {
            title = wanted.Title,
            owner = wanted.Owner,
            expectedResult = wanted.ExpectedResult,
            rollbackNote = wanted.RollbackNote,
            scope,
            currentBehavior,
            now = transaction.Now,
            actor = transaction.Actor,
        }));
        await JournalWriter.BeginAsync(transaction, changeId.JournalChain, "ChangeOpened", new
        {
            wanted.Title,
            wanted.Owner,
            wanted.ExpectedResult,
            wanted.RollbackNote,
            wanted.Scope,
            wanted.CurrentBehavior,
        });
        await transaction.ExecuteEachAsync(
            s_insertOverlap,
            [.. concurrent.Select(other => new { changeId = changeId.Number, otherId = other.Number, reason = reason!.Trim() })]);
        if (concurrent.Count > 0)
            await JournalWriter.AppendEachAsync(transaction, [.. concurrent.SelectMany(other => new JournalEvent[]
            {
                new(changeId.JournalChain, "ChangeConcurrent", new { with = other, reason }),
                new(other.JournalChain, "ChangeConcurrent", new { with = changeId, reason }),
            })]);
        return wanted with
        {
            ChangeId = changeId,
            StatusAt = transaction.Now,
            StatusBy = transaction.Actor,
            OpenedAt = transaction.Now,
            OpenedBy = transaction.Actor,
            Concurrent = [.. concurrent.Select(other => new ConcurrentChange(other, reason!.Trim()))],
        };
    }

    static async Task RequireCompleteAsync(LedgerTransaction transaction, Change change)
    {
        var changeId = change.ChangeId;
        if (change.Status != ChangeStatus.Applied)
            throw new JobOpsException(Error.ChangeNotApplied(changeId, "completed"));
        var unfinished = await transaction.QueryAsync<long>(s_unfinishedRuns, new { changeId = changeId.Number });
        if (unfinished.Count > 0)
            throw new JobOpsException(Error.ChangeRunsUnfinished(changeId, Runs(unfinished)));
        var since = await transaction.QueryFirstAsync<DateTimeOffset>(
            s_lastRun, new { changeId = changeId.Number, never = change.OpenedAt });
        if (await transaction.QueryFirstAsync<long>(s_notesSince, new { changeId = changeId.Number, since }) == 0)
            throw new JobOpsException(Error.ChangeNoteMissing(changeId));
    }

    static async Task RequireNothingToUndoAsync(LedgerTransaction transaction, ChangeId changeId)
    {
        var left = await transaction.QueryAsync<long>(s_runsToUndo, new { changeId = changeId.Number });
        if (left.Count > 0)
            throw new JobOpsException(Error.ChangeRunsToUndo(changeId, $"{Runs(left)}, not undone"));
    }

    static string Runs(IReadOnlyList<long> runIds) => $"{(runIds.Count == 1 ? "run" : "runs")} {string.Join(", ", runIds)}";

    static string Words(ChangeStatus status) => status switch
    {
        ChangeStatus.RolledBack => "rolled back",
        _ => status.ToString().ToLowerInvariant(),
    };

    static async Task<Change?> FindAsync(LedgerTransaction transaction, ChangeId changeId) =>
        (await CompleteAsync(transaction, await transaction.QueryAsync<ChangeRow>(s_change, new { changeId = changeId.Number })))
        .FirstOrDefault();

    internal static async Task<Change> RequireAsync(LedgerTransaction transaction, ChangeId changeId) =>
        await FindAsync(transaction, changeId) ?? throw new JobOpsException(Error.ChangeNotFound(changeId));

    /// <summary>With their runs and what was open beside them.</summary>
    static async Task<IReadOnlyList<Change>> CompleteAsync(LedgerTransaction transaction, IReadOnlyList<ChangeRow> rows)
    {
        if (rows.Count == 0)
            return [];
        var changeIds = rows.Select(row => row.ChangeId).ToList();
        var runs = (await transaction.QueryListAsync<RunOfChangeRow>(s_runs, changeIds, part => new { changeIds = part }))
            .ToLookup(row => row.ChangeId, row => row.RunId);
        var overlaps = (await transaction.QueryListAsync<OverlapRow>(s_overlaps, changeIds, part => new { changeIds = part }))
            .ToLookup(row => row.ChangeId, row => new ConcurrentChange(new(row.OtherId), row.Reason));
        return [.. rows.Select(row => row.ToChange() with
        {
            RunIds = [.. runs[row.ChangeId]],
            Concurrent = [.. overlaps[row.ChangeId].OrderBy(other => other.ChangeId)],
        })];
    }

    sealed class RunOfChangeRow
    {
        public long ChangeId { get; init; }
        public long RunId { get; init; }
    }

    sealed class OverlapRow
    {
        public long ChangeId { get; init; }
        public long OtherId { get; init; }
        public string Reason { get; init; } = "";
    }

    sealed class ChangeRow
    {
        public long ChangeId { get; init; }
        public string Title { get; init; } = "";
        public string Owner { get; init; } = "";
        public string ExpectedResult { get; init; } = "";
        public string RollbackNote { get; init; } = "";
        public string Scope { get; init; } = "[]";
        public string CurrentBehavior { get; init; } = "{}";
        public ChangeStatus Status { get; init; }
        public string? StatusReason { get; init; }
        public DateTimeOffset StatusAt { get; init; }
        public string StatusBy { get; init; } = "";
        public string Commands { get; init; } = "[]";
        public DateTimeOffset OpenedAt { get; init; }
        public string OpenedBy { get; init; } = "";

        public Change ToChange() => new()
        {
            ChangeId = new(ChangeId),
            Title = Title,
            Owner = Owner,
            ExpectedResult = ExpectedResult,
            RollbackNote = RollbackNote,
            Scope = LedgerJson.Read<List<string>>(Scope)!,
            CurrentBehavior = LedgerJson.Read<CurrentBehavior>(CurrentBehavior)!,
            Status = Status,
            StatusReason = StatusReason,
            StatusAt = StatusAt,
            StatusBy = StatusBy,
            Commands = LedgerJson.Read<List<string>>(Commands)!,
            OpenedAt = OpenedAt,
            OpenedBy = OpenedBy,
        };
    }
}
