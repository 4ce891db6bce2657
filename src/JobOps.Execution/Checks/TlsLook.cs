using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using JobOps.Checklists;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Shakes hands with a server and looks at its certificate.</summary>
sealed class TlsLook : Look<TlsCheck>
{
    const string Renew = "Renew the certificate (such as: certbot renew), and have the server load it (such as: systemctl reload nginx).";

    const string Start = "Start what should answer, or mend host and port.";

    const string Newer = "Have the server speak TLS 1.2 or later on this port (nginx: ssl_protocols TLSv1.2 TLSv1.3).";

    protected override async Task<CheckOutcome> LookAsync(TlsCheck check, CheckContext context, CancellationToken cancellation)
    {
        var (host, port) = (check.Host is { } name ? context.Fill(name) : "", check.Port);
        if (check.Url is { } address)
        {
            if (!Uri.TryCreate(context.Fill(address), UriKind.Absolute, out var url) || url.Scheme != "https")
                return CheckOutcome.Fail($"'{context.Fill(address)}' is no https URL", "Name an address of https, or a host.");
            (host, port) = (url.IdnHost, url.Port);
        }
        var policy = OwnAuthority.Policy(check.Authority is { } file ? context.FullPath(file) : null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(DirectHttp.LongestRequest);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);
            var seen = new Handshake();
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new()
                {
                    TargetHost = host, CertificateChainPolicy = policy,
                    // Whatever is wrong is said below, and nothing is sent over this connection.
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) => seen.Take(certificate, chain, errors),
                },
                limit.Token);
            return Judge(seen, stream, host, check.ValidFor);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CheckOutcome.Fail(
                $"no handshake with {host}:{port} within {TimeWords.Took(DirectHttp.LongestRequest)}", Start);
        }
        catch (SocketException exception)
        {
            return CheckOutcome.Fail($"no answer from {host}:{port}: {exception.Message}", Start);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return CheckOutcome.Fail(
                $"no TLS with {host}:{port}: {FailureWords.Detail(exception)}", Newer);
        }
    }

    static CheckOutcome Judge(Handshake seen, SslStream stream, string host, TimeSpan validFor)
    {
        var (leaf, now) = (seen.Chain[0], DateTimeOffset.UtcNow);
        var first = seen.Chain.MinBy(one => one.End)!;
        var left = first.End - now;
        string[] evidence =
        [
            .. seen.Chain.Select(one => $"{one.Subject}: {TimeWords.Utc(one.Begin)} to {TimeWords.Utc(one.End)}"),
            $"names: {string.Join(", ", leaf.Names)}", $"{stream.SslProtocol}, {stream.NegotiatedCipherSuite}",
        ];
        if (left <= TimeSpan.Zero)
            return CheckOutcome.Fail($"the certificate {first.Subject} expired {TimeWords.Utc(first.End)}", Renew, evidence);
        if (leaf.Begin > now)
            return CheckOutcome.Fail(
                $"the certificate {leaf.Subject} is valid from {TimeWords.Utc(leaf.Begin)} on",
                "Set the clock of this machine, or wait.", evidence);
        if (left < validFor)
            return CheckOutcome.Fail(
                $"the certificate {first.Subject} is valid for {TimeWords.Took(left)} instead of {TimeWords.Took(validFor)}", Renew,
                evidence);
        if (seen.Errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return CheckOutcome.Fail(
                $"the certificate is for {(leaf.Names.Count > 0 ? string.Join(", ", leaf.Names) : leaf.Subject)}, and not for {host}",
                $"Have the server show a certificate for {host}.", evidence);
        if (seen.Errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return CheckOutcome.Fail(
                $"the certificate {leaf.Subject} is not trusted: {string.Join(", ", seen.Problems)}",
                "Have the server send the certificates between (fullchain.pem), or name the authority that has signed it: \"authority\".",
                evidence);
        // TLS 1.2 and 1.3; a system that still allows less may have agreed on it.
        return stream.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13
            ? CheckOutcome.Pass($"valid for {TimeWords.Took(left)}, {stream.SslProtocol}", evidence)
            : CheckOutcome.Fail($"{stream.SslProtocol} was agreed on", Newer, evidence);
    }

    /// <summary>What is known of a certificate once the handshake is over.</summary>
    sealed record Certificate(string Subject, DateTimeOffset Begin, DateTimeOffset End, IReadOnlyList<string> Names);

    sealed class Handshake
    {
        public IReadOnlyList<Certificate> Chain { get; private set; } = [];

        public SslPolicyErrors Errors { get; private set; }

        public IReadOnlyList<string> Problems { get; private set; } = [];

        public bool Take(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is not X509Certificate2 leaf)
                return false;
            Chain = [.. (chain?.ChainElements.Select(element => element.Certificate) ?? [leaf]).DefaultIfEmpty(leaf).Select(Of)];
            Problems = [.. chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct() ?? []];
            Errors = errors;
            return true;
        }

        static Certificate Of(X509Certificate2 certificate) => new(
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), new(certificate.NotBefore), new(certificate.NotAfter),
            Names(certificate));

        static IReadOnlyList<string> Names(X509Certificate2 certificate) =>
            certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
                ? [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())]
                : [];
    }
}
