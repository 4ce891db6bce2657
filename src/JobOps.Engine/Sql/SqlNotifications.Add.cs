using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Engine.Sql;

// What is to be told: news at once, the same again as one.
sealed partial class SqlNotifications
{
    static readonly Statement s_receiverId = "SELECT v.ReceiverId FROM jobops.Receiver AS v WHERE v.Name = @name AND v.Registered = 1";

    // One that was tried may have arrived: somebody knows of it.
    static readonly Statement s_supersede =
        """
        DELETE FROM jobops.Notification
        WHERE ReceiverId = @receiverId AND Topic = @topic AND Status = 'Pending' AND Attempts = 0 AND ClaimedBy IS NULL
        """;

    static readonly Statement s_toldOnce =
        "SELECT COUNT(*) FROM jobops.Notification WHERE ReceiverId = @receiverId AND Once = @once";

    // What is being sent now is not the one that more can be put into.
    static readonly Statement s_more =
        """
        UPDATE jobops.Notification SET Occurrences = Occurrences + 1, Document = @document, RunId = @runId
        WHERE NotificationId = (
          SELECT MAX(n.NotificationId) FROM jobops.Notification AS n
          WHERE n.ReceiverId = @receiverId AND n.Topic = @topic AND n.Status = 'Pending' AND n.ClaimedBy IS NULL)
        """;

    static readonly Statement s_lastSent =
        "SELECT MAX(SentAt) AS At FROM jobops.Notification WHERE ReceiverId = @receiverId AND Topic = @topic AND SentAt IS NOT NULL";

    static readonly Statement s_insert =
        """
        INSERT INTO jobops.Notification (ReceiverId, Event, Topic, Once, RunId, Document, Status, NextAt, CreatedAt)
        VALUES (@receiverId, @event, @topic, @once, @runId, @document, 'Pending', @nextAt, @now)
        """;

    /// <summary>Writes what receivers are to be told, in the transaction of what they are told of.</summary>
    internal static async Task AddAsync(LedgerTransaction transaction, IReadOnlyList<NotificationDraft> drafts)
    {
        foreach (var draft in drafts)
            if (await transaction.QueryFirstAsync<int?>(s_receiverId, new { name = draft.Receiver }) is { } receiverId)
                await AddAsync(transaction, receiverId, draft);
    }

    static async Task AddAsync(LedgerTransaction transaction, int receiverId, NotificationDraft draft)
    {
        var (topic, document) = (draft.Topic, LedgerJson.Write(draft.Content));
        if (draft.Supersedes is { } superseded)
            await transaction.ExecuteAsync(s_supersede, new { receiverId, topic = superseded });
        if (draft.Once is { } once && await transaction.QueryFirstAsync<int>(s_toldOnce, new { receiverId, once }) > 0)
            return;
        if (await transaction.ExecuteAsync(s_more, new { receiverId, topic, document, runId = draft.RunId }) > 0)
            return;
        var nextAt = transaction.Now;
        if (draft.Repeat > TimeSpan.Zero
            && (await transaction.QueryFirstAsync<LastRow>(s_lastSent, new { receiverId, topic }))?.At is { } last
            && last + draft.Repeat > nextAt)
            nextAt = last + draft.Repeat;
        if (draft.NotBefore > nextAt)
            nextAt = draft.NotBefore.Value;
        await transaction.ExecuteEachAsync(s_insert, [new
        {
            receiverId, @event = draft.Event.ToString(), topic, once = draft.Once, runId = draft.RunId, document,
            nextAt = StoredTime.WholeMilliseconds(nextAt), now = transaction.Now,
        }]);
    }
}
