using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>A certificate that is the server's, is trusted, and stays valid for some time.</summary>
public sealed record TlsCheck : CheckAction
{
    /// <summary>Null where <see cref="Url"/> has it.</summary>
    public Template? Host { get; internal set; }

    /// <summary>Null where <see cref="Host"/> is said.</summary>
    public Template? Url { get; internal set; }

    public int Port { get; internal set; } = 443;

    /// <summary>So long the certificate, and those that vouch for it, have to be valid from now on.</summary>
    public TimeSpan ValidFor { get; internal set; } = TimeSpan.FromDays(14);

    /// <summary>A file with the certificates of the only authority that is trusted; null for those of the system.</summary>
    public Template? Authority { get; internal set; }
}

sealed class TlsCheckKind : CheckKind<TlsCheck>
{
    public override string Name => "tls";

    public override string Words => "A certificate that is the server's, is trusted and stays valid for some time, over TLS 1.2 or later.";

    internal override Shape<TlsCheck> Shape { get; } = new ObjectShape<TlsCheck>("tlsCheck", "The certificate of a server.")
        {
            { "host", CommonMembers.Template, (it, value) => it.Host = value, "The name that the certificate has to be for." },
            { "url", CommonMembers.Template, (it, value) => it.Url = value, "An address of https, whose host and port are meant." },
            { "port", new WholeNumberShape(1, 65535), (it, value) => it.Port = value, "Port of the host; 443 if left out." },
            { "validFor", new AgeShape(), (it, value) => it.ValidFor = value ?? TimeSpan.Zero,
                "So long it has to be valid from now on, such as 14d; 14d if left out." },
            { "authority", CommonMembers.Template, (it, value) => it.Authority = value, SiteMembers.AuthorityWords },
        }
        .ExactlyOneOf("host", "url")
        .OnlyWith("port", "host");

    protected override string Describe(TlsCheck check) => $"the certificate of {(check.Host ?? check.Url)?.Text}";

    protected override void Check(TlsCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        if (check.Host is { } host)
            problems.Required(host, "the name of a host", scope, $"{path}.host");
        if (check.Url is { } url)
            CheckMembers.Address(url, scope, $"{path}.url", problems);
        if (check.Authority is { } authority)
            problems.Required(authority, "the path of a file", scope, $"{path}.authority");
    }
}
