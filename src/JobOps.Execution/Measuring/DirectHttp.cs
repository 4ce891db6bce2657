using System.Security.Cryptography.X509Certificates;

namespace JobOps.Execution;

/// <summary>How an address is asked where the answer itself counts.</summary>
static class DirectHttp
{
    /// <summary>What is behind this many bytes of a body is not looked at.</summary>
    public const int LargestBody = 1024 * 1024;

    /// <summary>Less than .NET's 100 s: a page that takes longer than this is down for those who wait for it.</summary>
    public static TimeSpan LongestRequest { get; } = TimeSpan.FromSeconds(30);

    public static HttpClient Client { get; } = NewClient(trusted: null, LongestRequest);

    /// <summary>A redirect is an answer of its own, a proxy's answer is not the site's, and cookies are what a caller sends.</summary>
    /// <param name="trusted">Which authorities are; null for those of the system.</param>
    /// <param name="longest">So long a request may take, up to the head of its answer.</param>
    public static HttpClient NewClient(X509ChainPolicy? trusted, TimeSpan longest) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, SslOptions = { CertificateChainPolicy = trusted },
        })
    {
        Timeout = longest,
    };

    /// <summary>The head of an answer, as evidence: what is kept shows no session of anybody.</summary>
    public static IEnumerable<string> Head(HttpResponseMessage response) =>
        from header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
        from value in header.Value
        select $"{header.Key}: {(header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) ? SetCookie.Masked(value) : value)}";

    /// <summary>The beginning of a body.</summary>
    public static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var bytes = new byte[LargestBody];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return bytes[..length];
    }

    /// <summary>The values of a header, with commas between; null where the answer has none.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var found)
            || response.Content.Headers.NonValidated.TryGetValues(name, out found)
            ? string.Join(", ", found)
            : null;
}
