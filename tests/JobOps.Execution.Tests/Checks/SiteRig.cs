namespace JobOps.Execution.Tests.Checks;

/// <summary>A site that is asked, in clear text or with a certificate of an own authority.</summary>
public abstract class SiteRig : CheckRig
{
    private protected OwnCertificates Certificates { get; } = new();

    protected SiteRig() => Write("authority.pem", Certificates.Pem);

    public override void Dispose()
    {
        Certificates.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The members that name a site of TLS.</summary>
    private protected static string Trusting(CheckedSite site) => $"\"url\": \"{site.Url}\", \"authority\": \"authority.pem\"";

    private protected static CheckedSite Clear(params string[] headers) => new(_ => CheckedSite.Answer(200, "hello", headers));

    private protected CheckedSite Secure(params string[] headers) =>
        new(_ => CheckedSite.Answer(200, "hello", headers), Certificates.For());
}
