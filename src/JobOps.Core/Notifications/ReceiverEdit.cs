using JobOps.Environments;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Notifications;

/// <summary>What is to be another way in a receiver. What is null stays as it is, and is as usual in a new one.</summary>
public sealed record ReceiverEdit
{
    /// <summary>The longest <see cref="Repeat"/>.</summary>
    public static TimeSpan LongestRepeat { get; } = TimeSpan.FromDays(30);

    public required string Name { get; init; }
    /// <summary>An address, or a secret reference. Takes the place of another method.</summary>
    public string? Webhook { get; init; }
    /// <summary>A secret reference; empty for unsigned.</summary>
    public string? SigningKey { get; init; }
    /// <summary>Takes the place of another method.</summary>
    public MailEdit? Mail { get; init; }
    /// <summary>Takes the place of another method.</summary>
    public IReadOnlyList<string>? Command { get; init; }
    /// <summary>All of them; empty for everything.</summary>
    public IReadOnlyList<NotificationEvent>? On { get; init; }
    public IReadOnlyList<string>? JobName { get; init; }
    public IReadOnlyList<string>? Owner { get; init; }
    public IReadOnlyList<string>? Queue { get; init; }
    public IReadOnlyList<string>? Environment { get; init; }
    /// <summary>Both ends equal for none.</summary>
    public QuietHours? Quiet { get; init; }
    public TimeSpan? Repeat { get; init; }

    /// <summary>The receiver as it is after the edit.</summary>
    /// <param name="before">As it is now; null where there is none.</param>
    /// <exception cref="JobOpsException">ReceiverInvalid with every mistake, a line each</exception>
    public NotificationReceiver ApplyTo(NotificationReceiver? before)
    {
        var named = new[] { Webhook is not null, Mail is not null, Command is not null }.Count(given => given);
        var signingKey = SigningKey ?? before?.SigningKey;
        var quiet = Quiet ?? before?.Quiet;
        var receiver = new NotificationReceiver
        {
            Name = before?.Name ?? Name,
            Method = Webhook is not null ? NotificationMethod.Webhook
                : Mail is not null ? NotificationMethod.Mail
                : Command is not null ? NotificationMethod.Command
                : before?.Method ?? NotificationMethod.Webhook,
            Webhook = named == 0 ? before?.Webhook : Webhook,
            Mail = named == 0 ? before?.Mail : Mail?.ApplyTo(before?.Mail),
            Command = named == 0 ? before?.Command : Command,
            On = (On ?? before?.On ?? []).Distinct().Order().ToList(),
            JobName = JobName ?? before?.JobName ?? [],
            Owner = Owner ?? before?.Owner ?? [],
            Queue = Queue ?? before?.Queue ?? [],
            Environment = Environment ?? before?.Environment ?? [],
            Quiet = quiet?.From == quiet?.Until ? null : quiet,
            Repeat = Repeat ?? before?.Repeat ?? NotificationReceiver.UsualRepeat,
        };
        receiver = receiver with
        {
            SigningKey = receiver.Method == NotificationMethod.Webhook && signingKey is { Length: > 0 } ? signingKey : null,
        };
        var problems = Check(receiver, named).Select(problem => $"{problem.Member}: expected {problem.Expected}, found {problem.Found}");
        var text = string.Join('\n', problems);
        return text.Length == 0
            ? receiver with { Quiet = receiver.Quiet is { } hours ? hours with { TimeZone = QuietHours.ZoneName(hours.TimeZone)! } : null }
            : throw new JobOpsException(Error.ReceiverInvalid(Name, text));
    }

    static IEnumerable<(string Member, string Expected, string Found)> Check(NotificationReceiver receiver, int named)
    {
        if (!NameRule.Job.Fits(receiver.Name))
            yield return ("name", NameRule.Job.Words, $"'{receiver.Name}'");
        if (named > 1)
            yield return ("method", "a webhook, mail or a command", $"{named} of them");
        else if (receiver is { Webhook: null, Mail: null, Command: null })
            yield return ("method", "a webhook, mail or a command", "none of them");
        foreach (var problem in CheckMethod(receiver))
            yield return problem;
        if (receiver.Repeat <= TimeSpan.Zero || receiver.Repeat > LongestRepeat)
            yield return ("repeat", $"more than nothing, and at most {LongestRepeat.TotalDays:0}d", $"{receiver.Repeat:c}");
        if (receiver.Quiet is { } quiet && QuietHours.ZoneName(quiet.TimeZone) is null)
            yield return ("quiet", "a time zone that this machine knows, such as Europe/Dublin", $"'{quiet.TimeZone}'");
        if (receiver.On.Contains(NotificationEvent.Test))
            yield return ("on", "something that happens: a test is always sent", "Test");
    }

    static IEnumerable<(string Member, string Expected, string Found)> CheckMethod(NotificationReceiver receiver)
    {
        if (receiver.Webhook is { } webhook && SecretReference.TryParse(webhook) is null && WhyNoAddress(webhook) is { } why)
            yield return ("webhook", "an address of https, or of http on this machine, without a password; or a secret reference", why);
        // What stands in the place of a reference may be the key itself: it is not repeated.
        if (receiver.SigningKey is { } key && SecretReference.TryParse(key) is null)
            yield return ("signing key", SecretReference.Words, $"{key.Length} other characters");
        if (receiver.Command is { } command && (command.Count == 0 || string.IsNullOrWhiteSpace(command[0])))
            yield return ("command", "a program", "none");
        if (receiver.Mail is not { } mail)
            yield break;
        if (string.IsNullOrWhiteSpace(mail.Host))
            yield return ("mail server", "a host", "none");
        if (mail.Port is < 0 or > 65_535)
            yield return ("mail server", "a port from 1 to 65535", $"{mail.Port}");
        foreach (var address in mail.To.Prepend(mail.From).Where(address => !IsMailAddress(address)))
            yield return ("mail", "an address such as ops@example.org", $"'{address}'");
        if (mail.To.Count == 0)
            yield return ("mail", "somebody who gets it", "nobody");
        if (mail.Password is { } password && SecretReference.TryParse(password) is null)
            yield return ("mail password", SecretReference.Words, $"{password.Length} other characters");
        if (mail is { User: not null, Security: MailSecurity.None } && !IsThisMachine(mail.Host))
            yield return ("mail", "encryption, where a password is sent", "none");
        if ((mail.User is null) != (mail.Password is null))
            yield return ("mail", "a user with a password, or neither", mail.User is null ? "a password" : "a user");
    }

    static string? WhyNoAddress(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") ? "another text"
        : address.UserInfo.Length > 0 ? "an address with a name or a password in it"
        : address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback ? "http to another machine"
        : null;

    static bool IsThisMachine(string host) => host is "localhost" or "127.0.0.1" or "::1";

    static bool IsMailAddress(string text) =>
        text.IndexOf('@') is > 0 and var at && at < text.Length - 1 && at == text.LastIndexOf('@')
        && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '<' or '>' or ',' or ';');
}
