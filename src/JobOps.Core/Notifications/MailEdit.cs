using System.Globalization;

namespace JobOps.Notifications;

/// <summary>What is to be another way in how mail is sent. What is null stays as it is.</summary>
public sealed record MailEdit
{
    /// <summary>A host, or a host and a port: <c>mail.example.org:2525</c>.</summary>
    public string? Server { get; init; }
    public MailSecurity? Security { get; init; }
    public string? From { get; init; }
    /// <summary>All of them.</summary>
    public IReadOnlyList<string>? To { get; init; }
    /// <summary>Empty for none.</summary>
    public string? User { get; init; }
    /// <summary>A secret reference; empty for none.</summary>
    public string? Password { get; init; }

    /// <summary>Null where nothing of it is given.</summary>
    public MailEdit? OrNull() => this == new MailEdit() ? null : this;

    public MailTarget ApplyTo(MailTarget? before)
    {
        var (host, port) = Server is { } server ? Split(server) : (before?.Host ?? "", before?.Port ?? 0);
        return new()
        {
            Host = host,
            Port = port,
            Security = Security ?? before?.Security ?? MailSecurity.StartTls,
            From = From ?? before?.From ?? "",
            To = To ?? before?.To ?? [],
            User = (User ?? before?.User) is { Length: > 0 } user ? user : null,
            Password = (Password ?? before?.Password) is { Length: > 0 } password ? password : null,
        };
    }

    // An address of IPv6 has colons of its own. What is no port is told by a number that no port has.
    static (string Host, int Port) Split(string server) =>
        server.LastIndexOf(':') is > 0 and var at && server.IndexOf(':') == at
            ? (server[..at], int.TryParse(server.AsSpan(at + 1), CultureInfo.InvariantCulture, out var port) ? port : -1)
            : (server, 0);
}
