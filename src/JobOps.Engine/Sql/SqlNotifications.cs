using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Engine.Sql;

sealed partial class SqlNotifications(ILedgerStore store) : INotifications
{
    // As many as an hour of trying takes: who has not answered for that long is not asked again until somebody says so.
    const int MostFailures = 10;

    // What was sent so long ago nobody looks for.
    static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    // Whoever claims notifications sends them in less, or has died.
    static readonly TimeSpan s_claim = TimeSpan.FromMinutes(1);

    static readonly TimeSpan s_lately = TimeSpan.FromMinutes(1);

    const string Columns =
        """
        v.ReceiverId, v.Name, v.Registered, v.Content, v.Failures, v.SuspendedAt, v.SuspendedBy, v.SuspendedReason, v.SetAt, v.SetBy,
        (SELECT COUNT(*) FROM jobops.Notification AS n WHERE n.ReceiverId = v.ReceiverId AND n.Status = 'Pending') AS Pending,
        (SELECT p.Problem FROM jobops.Notification AS p WHERE p.NotificationId = (
          SELECT MAX(m.NotificationId) FROM jobops.Notification AS m WHERE m.ReceiverId = v.ReceiverId AND m.Attempts > 0)) AS Problem
        """;

    // Of one that was removed, too: the same name comes back as the same row.
    static readonly Statement s_receiver = $"SELECT {Columns} FROM jobops.Receiver AS v WHERE v.Name = @name";

    static readonly Statement s_receivers =
        $"SELECT {Columns} FROM jobops.Receiver AS v WHERE v.Name LIKE @pattern ESCAPE '\\' AND v.Registered = 1 ORDER BY v.Name";

    static readonly Statement s_insertReceiver =
        "INSERT INTO jobops.Receiver (Name, Registered, Content, SetAt, SetBy) VALUES (@name, 1, @content, @now, @actor)";

    static readonly Statement s_updateReceiver =
        """
        UPDATE jobops.Receiver SET Registered = 1, Content = @content, Failures = 0, SetAt = @now, SetBy = @actor,
          SuspendedAt = @suspendedAt, SuspendedBy = @suspendedBy, SuspendedReason = @suspendedReason
        WHERE Name = @name
        """;

    static readonly Statement s_removeReceiver = "UPDATE jobops.Receiver SET Registered = 0 WHERE Name = @name";

    static readonly Statement s_suspend =
        """
        UPDATE jobops.Receiver SET SuspendedAt = @at, SuspendedBy = @by, SuspendedReason = @reason, Failures = 0 WHERE Name = @name
        """;

    static readonly Statement s_deletePending =
        """
        DELETE FROM jobops.Notification
        WHERE Status = 'Pending' AND ReceiverId = (SELECT v.ReceiverId FROM jobops.Receiver AS v WHERE v.Name = @name)
        """;

    const string NotificationColumns =
        """
        n.NotificationId, v.Name AS Receiver, n.Event, n.Topic, n.RunId, n.Occurrences, n.Document, n.Status, n.NextAt, n.Attempts,
        n.Problem, n.CreatedAt, n.SentAt
        """;

    const string Tables = "jobops.Notification AS n JOIN jobops.Receiver AS v ON v.ReceiverId = n.ReceiverId";

    const string Newest =
        $"SELECT {NotificationColumns} FROM {Tables} WHERE v.Name LIKE @pattern ESCAPE '\\' ORDER BY n.NotificationId DESC";

    static readonly Statement s_notifications = Limited(Newest);

    const string Due =
        $"""
        SELECT {NotificationColumns} FROM {Tables}
        WHERE n.Status = 'Pending' AND n.NextAt <= @now AND v.Registered = 1 AND v.SuspendedAt IS NULL
        ORDER BY n.NextAt, n.NotificationId
        """;

    static readonly Statement s_due = Limited(Due);

    static readonly Statement s_claimOne = new(
        """
        UPDATE jobops.Notification SET ClaimedBy = @worker, NextAt = @until OUTPUT inserted.NotificationId
        WHERE NotificationId = @notificationId AND Status = 'Pending' AND NextAt <= @now
        """,
        """
        UPDATE Notification SET ClaimedBy = @worker, NextAt = @until
        WHERE NotificationId = @notificationId AND Status = 'Pending' AND NextAt <= @now RETURNING NotificationId
        """);

    static readonly Statement s_sentLately =
        """
        SELECT DISTINCT n.SentAt AS At, n.SentWith FROM jobops.Notification AS n JOIN jobops.Receiver AS v ON v.ReceiverId = n.ReceiverId
        WHERE v.Name = @name AND n.SentAt > @since ORDER BY n.SentAt
        """;

    static readonly Statement s_complete =
        """
        UPDATE jobops.Notification SET Status = @status, NextAt = @nextAt, SentAt = @sentAt, SentWith = @sentWith,
          Problem = @problem, ClaimedBy = NULL, Attempts = Attempts + @tried
        WHERE NotificationId = @notificationId AND Status = 'Pending'
        """;

    static readonly Statement s_countFailure =
        "UPDATE jobops.Receiver SET Failures = Failures + 1 WHERE Name = @name";

    static readonly Statement s_noFailure = "UPDATE jobops.Receiver SET Failures = 0 WHERE Name = @name AND Failures > 0";

    static readonly Statement s_deleteOld = "DELETE FROM jobops.Notification WHERE SentAt IS NOT NULL AND SentAt < @before";

    public Task<NotificationReceiver> SetAsync(ReceiverEdit edit, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var row = await transaction.QueryFirstAsync<ReceiverRow>(s_receiver, new { name = edit.Name });
            var before = row is { Registered: true } ? row.ToReceiver() : null;
            var receiver = edit.ApplyTo(before) with { Name = row?.Name ?? edit.Name };
            var content = LedgerJson.Write(Content.Of(receiver));
            if (before is not null && row!.Content == content)
                return before with { Unchanged = true };
            // Who has not answered may do so where it is now; who was told to rest goes on resting.
            var resting = before is { IsSuspended: true, IsParked: false } ? before : null;
            await transaction.ExecuteAsync(row is null ? s_insertReceiver : s_updateReceiver, new
            {
                name = receiver.Name, content, now = transaction.Now, actor = transaction.Actor, suspendedAt = resting?.SuspendedAt,
                suspendedBy = resting?.SuspendedBy, suspendedReason = resting?.SuspendedReason,
            });
            await JournalWriter.AppendAsync(transaction, 0, "ReceiverSet", new
            {
                receiver = receiver.Name, method = receiver.Method, hash = LedgerText.Hash(content),
            });
            return (await transaction.QueryFirstAsync<ReceiverRow>(s_receiver, new { name = receiver.Name }))!.ToReceiver();
        },
        cancellation);

    public Task<IReadOnlyList<NotificationReceiver>> GetReceiversAsync(
        string namePattern = "*", CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<NotificationReceiver>>(
            async transaction =>
                [.. (await transaction.QueryAsync<ReceiverRow>(s_receivers, new { pattern = LedgerText.Like(namePattern) }))
                .Select(row => row.ToReceiver())],
            cancellation);

    public Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var receiver = await RequireAsync(transaction, name);
            await transaction.ExecuteAsync(s_deletePending, new { name });
            await transaction.ExecuteAsync(s_removeReceiver, new { name });
            await JournalWriter.AppendAsync(transaction, 0, "ReceiverRemoved", new { receiver = receiver.Name, reason });
            return true;
        },
        cancellation);

    public Task<bool> SetSuspendedAsync(string name, bool suspended, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var receiver = await RequireAsync(transaction, name);
                if (receiver.IsSuspended == suspended)
                    return false;
                await SuspendAsync(
                    transaction, receiver.Name, suspended ? transaction.Actor : null, reason,
                    suspended ? "ReceiverSuspended" : "ReceiverResumed");
                return true;
            },
            cancellation);

    static async Task SuspendAsync(LedgerTransaction transaction, string name, string? by, string? reason, string @event)
    {
        await transaction.ExecuteAsync(
            s_suspend, new { name, at = by is null ? (DateTimeOffset?)null : transaction.Now, by, reason = by is null ? null : reason });
        await JournalWriter.AppendAsync(transaction, 0, @event, new { receiver = name, reason });
    }

    public Task<IReadOnlyList<Notification>> GetAsync(
        string namePattern = "*", int limit = 100, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<Notification>>(
            async transaction =>
                [.. (await transaction.QueryAsync<NotificationRow>(
                    s_notifications, new { pattern = LedgerText.Like(namePattern), limit })).Select(row => row.ToNotification())],
            cancellation);

    public Task<IReadOnlyList<DueNotifications>> ClaimDueAsync(string worker, int limit, CancellationToken cancellation = default) =>
        store.WriteAsync<IReadOnlyList<DueNotifications>>(
            async transaction =>
            {
                var due = await transaction.QueryAsync<NotificationRow>(s_due, new { now = transaction.Now, limit = limit * 10 });
                var claimed = new List<DueNotifications>();
                foreach (var ofReceiver in due.GroupBy(row => row.Receiver, StringComparer.OrdinalIgnoreCase))
                {
                    var rows = ofReceiver.Take(limit).ToList();
                    var taken = (await transaction.QueryEachAsync<long?>(s_claimOne, [.. rows.Select(row => new
                    {
                        notificationId = row.NotificationId, worker, now = transaction.Now, until = transaction.Now + s_claim,
                    })])).OfType<long>().ToHashSet();
                    if (taken.Count == 0)
                        continue;
                    var lately = await transaction.QueryAsync<TimeRow>(
                        s_sentLately, new { name = ofReceiver.Key, since = transaction.Now - s_lately });
                    claimed.Add(new(
                        await RequireAsync(transaction, ofReceiver.Key),
                        rows.Where(row => taken.Contains(row.NotificationId)).Select(row => row.ToNotification()).ToList(),
                        lately.Select(row => row.At).ToList()));
                }
                return claimed;
            },
            cancellation);

    public Task CompleteAsync(
        string receiver, IReadOnlyList<NotificationOutcome> outcomes, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                foreach (var outcome in outcomes)
                {
                    await transaction.ExecuteEachAsync(s_complete, [.. outcome.NotificationIds.Select(notificationId => new
                    {
                        notificationId,
                        status = outcome.Status.ToString(),
                        nextAt = outcome.RetryAfter is { } after ? transaction.Now + after : (DateTimeOffset?)null,
                        sentAt = outcome.Status == NotificationStatus.Sent ? transaction.Now : (DateTimeOffset?)null,
                        // Those that were one message have one number.
                        sentWith = outcome.Status == NotificationStatus.Sent ? outcome.NotificationIds[0] : (long?)null,
                        problem = outcome.Problem,
                        tried = outcome.Tried ? 1 : 0,
                    })]);
                    if (outcome.Tried)
                        await transaction.ExecuteAsync(outcome.Problem is null ? s_noFailure : s_countFailure, new { name = receiver });
                }
                if (outcomes.LastOrDefault(outcome => outcome.Problem is not null) is { } failed
                    && await RequireAsync(transaction, receiver) is { Failures: >= MostFailures, IsSuspended: false } dead)
                    await SuspendAsync(transaction, dead.Name, NotificationReceiver.Parker, failed.Problem, "ReceiverParked");
                await transaction.ExecuteAsync(s_deleteOld, new { before = transaction.Now - s_kept });
                return true;
            },
            cancellation);

    static async Task<NotificationReceiver> RequireAsync(LedgerTransaction transaction, string name) =>
        await transaction.QueryFirstAsync<ReceiverRow>(s_receiver, new { name }) is { Registered: true } row
            ? row.ToReceiver()
            : throw new JobOpsException(Error.ReceiverNotFound(name));

    static Statement Limited(string text) => new(
        $"{text} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY", $"{text.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");
}
