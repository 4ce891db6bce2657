using JobOps.Values;

namespace JobOps.Notifications;

/// <summary>Sends mail. The engine's is a package's.</summary>
public interface IMailSender
{
    /// <summary>Sends one message to all who get it.</summary>
    /// <param name="target">The server and the addresses.</param>
    /// <param name="password">Of the target's user; null for none.</param>
    /// <param name="messageId">Unique, so that one that arrives twice is known: what stands before the @ of its Message-ID.</param>
    /// <param name="subject">One line.</param>
    /// <param name="body">Plain text.</param>
    /// <param name="cancellation">Stops it; it may have been sent.</param>
    /// <exception cref="IOException">It was not sent; the message says why, without the password.</exception>
    Task SendAsync(
        MailTarget target, string? password, string messageId, string subject, string body, CancellationToken cancellation);
}

/// <summary>The engine's <see cref="IMailSender"/>.</summary>
public static class MailSender
{
    static readonly Lazy<IMailSender> s_instance = new(() => EnginePart.Create<IMailSender>("JobOps.Engine.Notifications.MailKitSender"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static IMailSender Instance => s_instance.Value;
}
