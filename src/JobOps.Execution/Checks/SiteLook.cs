using JobOps.Checklists;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Asks a site. One that does not answer fails, whatever it was asked for.</summary>
abstract class SiteLook<TCheck> : Look<TCheck> where TCheck : SiteCheck
{
    protected sealed override async Task<CheckOutcome> LookAsync(TCheck check, CheckContext context, CancellationToken cancellation)
    {
        var address = context.Fill(check.Url);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return CheckOutcome.Fail($"'{address}' is no address of a site", "Name an absolute http or https URL.");
        using var site = new Site(url, context.Fill(check.Send), check.Authority is { } file ? context.FullPath(file) : null, Longest);
        try
        {
            return await LookAsync(check, site, context, cancellation);
        }
        catch (HttpRequestException exception)
        {
            return CheckOutcome.Fail(
                $"no answer from {url}: {FailureWords.Of(exception)}, {FailureWords.Detail(exception)}",
                FailureWords.Of(exception) == "TLS"
                    ? "Mend the certificate, or name the authority that has signed it: \"authority\"."
                    : "Start what should answer, or mend the address.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CheckOutcome.Fail(
                $"no answer from {url} within {TimeWords.Took(Longest)}", "Find out what it waits for: its log, its database.");
        }
    }

    /// <summary>So long one request may take.</summary>
    protected virtual TimeSpan Longest => DirectHttp.LongestRequest;

    protected abstract Task<CheckOutcome> LookAsync(TCheck check, Site site, CheckContext context, CancellationToken cancellation);
}

/// <summary>A site, and what is sent with each request.</summary>
sealed class Site : IDisposable
{
    readonly IReadOnlyDictionary<string, string> _send;
    readonly HttpClient? _own;

    public Site(Uri url, IReadOnlyDictionary<string, string> send, string? authority, TimeSpan longest)
    {
        (Url, _send) = (url, send);
        if (authority is not null || longest != DirectHttp.LongestRequest)
            _own = DirectHttp.NewClient(OwnAuthority.Policy(authority), longest);
    }

    public Uri Url { get; }

    public bool IsHttps => Url.Scheme == "https";

    public void Dispose() => _own?.Dispose();

    /// <exception cref="HttpRequestException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">It does not answer in time.</exception>
    public Task<HttpResponseMessage> GetAsync(Uri url, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Get, url), cancellation);

    /// <summary>The head of the answer; the body is read by whoever wants it.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">It does not answer in time.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            foreach (var (name, value) in _send)
                request.Headers.TryAddWithoutValidation(name, value);
            return await (_own ?? DirectHttp.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
    }
}
