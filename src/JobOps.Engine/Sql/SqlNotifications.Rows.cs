using System.Text.Json;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Engine.Sql;

// What stands in the tables.
sealed partial class SqlNotifications
{
    /// <summary>What a person sets.</summary>
    sealed record Content(
        NotificationMethod Method, string? Webhook, string? SigningKey, MailTarget? Mail, IReadOnlyList<string>? Command,
        IReadOnlyList<NotificationEvent> On, IReadOnlyList<string> JobName, IReadOnlyList<string> Owner, IReadOnlyList<string> Queue,
        IReadOnlyList<string> Environment, QuietHours? Quiet, TimeSpan Repeat)
    {
        public static Content Of(NotificationReceiver receiver) => new(
            receiver.Method, receiver.Webhook, receiver.SigningKey, receiver.Mail, receiver.Command, receiver.On, receiver.JobName,
            receiver.Owner, receiver.Queue, receiver.Environment, receiver.Quiet, receiver.Repeat);
    }

    sealed class ReceiverRow
    {
        public int ReceiverId { get; init; }
        public string Name { get; init; } = "";
        public bool Registered { get; init; }
        public string Content { get; init; } = "";
        public int Failures { get; init; }
        public long Pending { get; init; }
        public string? Problem { get; init; }
        public DateTimeOffset? SuspendedAt { get; init; }
        public string? SuspendedBy { get; init; }
        public string? SuspendedReason { get; init; }
        public DateTimeOffset SetAt { get; init; }
        public string SetBy { get; init; } = "";

        public NotificationReceiver ToReceiver()
        {
            var content = ReadContent();
            return new()
            {
                Name = Name,
                Method = content?.Method ?? NotificationMethod.Webhook,
                Webhook = content?.Webhook,
                SigningKey = content?.SigningKey,
                Mail = content?.Mail,
                Command = content?.Command,
                On = content?.On ?? [],
                JobName = content?.JobName ?? [],
                Owner = content?.Owner ?? [],
                Queue = content?.Queue ?? [],
                Environment = content?.Environment ?? [],
                Quiet = content?.Quiet,
                Repeat = content?.Repeat ?? NotificationReceiver.UsualRepeat,
                Failures = Failures,
                Pending = Pending,
                Problem = content is null ? "What is stored of it cannot be read: set it anew." : Problem,
                SuspendedAt = SuspendedAt,
                SuspendedBy = SuspendedBy,
                SuspendedReason = SuspendedReason,
                SetAt = SetAt,
                SetBy = SetBy,
            };
        }

        // One row that cannot be read must not hide the others.
        SqlNotifications.Content? ReadContent()
        {
            try
            {
                return LedgerJson.Read<SqlNotifications.Content>(Content);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    sealed class NotificationRow
    {
        public long NotificationId { get; init; }
        public string Receiver { get; init; } = "";
        public NotificationEvent Event { get; init; }
        public string Topic { get; init; } = "";
        public long? RunId { get; init; }
        public int Occurrences { get; init; }
        public string Document { get; init; } = "";
        public NotificationStatus Status { get; init; }
        public DateTimeOffset? NextAt { get; init; }
        public int Attempts { get; init; }
        public string? Problem { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? SentAt { get; init; }

        public Notification ToNotification() => new()
        {
            NotificationId = NotificationId,
            Receiver = Receiver,
            Event = Event,
            Topic = Topic,
            RunId = RunId,
            Occurrences = Occurrences,
            Content = ReadDocument(),
            Status = Status,
            NextAt = NextAt,
            Attempts = Attempts,
            Problem = Problem,
            CreatedAt = CreatedAt,
            SentAt = SentAt,
        };

        NotificationContent ReadDocument()
        {
            try
            {
                return LedgerJson.Read<NotificationContent>(Document)!;
            }
            catch (JsonException)
            {
                return new() { Title = "What is stored of it cannot be read." };
            }
        }
    }

    sealed class LastRow
    {
        public DateTimeOffset? At { get; init; }
    }

    sealed class TimeRow
    {
        public DateTimeOffset At { get; init; }
    }
}
