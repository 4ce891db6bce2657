namespace JobOps.Notifications;

/// <summary>How a connection to a mail server is kept from others.</summary>
public enum MailSecurity
{
    /// <summary>Encrypted after STARTTLS, which the server has to offer.</summary>
    StartTls,
    /// <summary>Encrypted from the first byte.</summary>
    Tls,
    /// <summary>Not at all: for a server on this machine.</summary>
    None,
}

/// <summary>A mail server, and who gets mail.</summary>
public sealed record MailTarget
{
    public string Host { get; init; } = "";
    /// <summary>0 for the usual one: 587, or 465 with <see cref="MailSecurity.Tls"/>, or 25 with none.</summary>
    public int Port { get; init; }
    public MailSecurity Security { get; init; }
    public string From { get; init; } = "";
    public IReadOnlyList<string> To { get; init; } = [];
    /// <summary>Null where the server asks for nobody's name.</summary>
    public string? User { get; init; }
    /// <summary>Where the user's password is kept: the text of a <see cref="Values.SecretReference"/>.</summary>
    public string? Password { get; init; }

    /// <summary>The port that is connected to.</summary>
    public int ConnectedPort => Port > 0 ? Port : Security switch { MailSecurity.Tls => 465, MailSecurity.None => 25, _ => 587 };
}
