using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.CacheRules;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>A cache that removes pages when it is asked to by HTTP. What it keeps it does not tell.</summary>
sealed class HttpStore(Uri baseUri, CachePurgeMethod method, IReadOnlyList<string> routes) : ICacheStore
{
    /// <summary>What a BAN names the routes by; the site's own cache has to know it.</summary>
    const string BanHeader = "X-Ban-Url";

    public string Name => $"{method.ToString().ToUpperInvariant()} {baseUri}";

    public Task<long?> CountAsync(CancellationToken cancellation) => Task.FromResult<long?>(null);

    public async IAsyncEnumerable<IReadOnlyList<CacheEntry>> FindAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield return [.. routes.Select(route => new CacheEntry(Encoding.UTF8.GetBytes(route), route))];
    }

    public Task<IReadOnlyList<ClearedKey>> KeepAsync(
        IReadOnlyList<CacheEntry> entries, bool withValues, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ClearedKey>>([.. entries.Select(entry => new ClearedKey(ClearedKey.HashOf(entry.Key)))]);

    public async Task<long> RemoveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellation)
    {
        var removed = 0L;
        foreach (var entry in entries)
            removed += await AskAsync(entry.Name, cancellation) ? 1 : 0;
        return removed;
    }

    async Task<bool> AskAsync(string route, CancellationToken cancellation)
    {
        var address = method == CachePurgeMethod.Ban ? baseUri : CacheRuleTester.AddressOf(baseUri, route);
        using var message = new HttpRequestMessage(new(method.ToString().ToUpperInvariant()), address);
        if (method == CachePurgeMethod.Ban)
            message.Headers.TryAddWithoutValidation(BanHeader, $"^{Regex.Escape(route).Replace(@"\*", ".*", StringComparison.Ordinal)}$");
        try
        {
            using var response = await DirectHttp.Client.SendAsync(message, cancellation);
            return response.IsSuccessStatusCode
                // What a purge answers where there was nothing to remove: as Varnish and as nginx.
                || (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed
                    ? false
                    : throw new JobOpsException(Error.CachePurgeRefused(route, $"status {(int)response.StatusCode}")));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new JobOpsException(Error.CachePurgeRefused(route, exception.GetBaseException().Message), exception);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new JobOpsException(Error.CachePurgeRefused(route, "no answer in time"));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
