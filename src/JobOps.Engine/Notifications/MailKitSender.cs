using JobOps.Notifications;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace JobOps.Engine.Notifications;

/// <summary>Sends mail with MailKit: SMTP, with the certificate checked.</summary>
sealed class MailKitSender : IMailSender
{
    static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    public async Task SendAsync(
        MailTarget target, string? password, string messageId, string subject, string body, CancellationToken cancellation)
    {
        try
        {
            using var message = Message(target, messageId, subject, body);
            using var client = new SmtpClient();
            // A list that cannot be asked for within the time that there is must not keep a warning from anybody.
            client.CheckCertificateRevocation = false;
            await client.ConnectAsync(target.Host, target.ConnectedPort, Options(target.Security), cancellation);
            if (target.User is { } user)
                await client.AuthenticateAsync(user, password ?? "", cancellation);
            await client.SendAsync(message, cancellation);
            await SayGoodbyeAsync(client);
        }
        catch (Exception exception) when (exception is ProtocolException or CommandException or AuthenticationException
            or System.Security.Authentication.AuthenticationException or System.Net.Sockets.SocketException or InvalidOperationException
            or NotSupportedException or ParseException or SslHandshakeException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    static MimeMessage Message(MailTarget target, string messageId, string subject, string body)
    {
        var from = MailboxAddress.Parse(target.From);
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = body } };
        message.From.Add(from);
        message.To.AddRange(target.To.Select(MailboxAddress.Parse));
        message.MessageId = $"{messageId}@{from.Domain}";
        // Nobody answers to a machine, and a machine that answers by itself must not start a quarrel.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    // The message is with the server: whatever it says to a goodbye, it has it.
    static async Task SayGoodbyeAsync(SmtpClient client)
    {
        using var limit = new CancellationTokenSource(s_goodbye);
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception exception) when (exception is ProtocolException or IOException or OperationCanceledException
            or System.Net.Sockets.SocketException)
        {
        }
    }

    static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
