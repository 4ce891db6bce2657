namespace JobOps.CacheRules;

/// <summary>What makes a request one that the cache must not answer: any of these that it has.</summary>
public sealed record CacheBypass
{
    /// <summary>Names of cookies.</summary>
    public IReadOnlyList<string> Cookie { get; init; } = [];

    /// <summary>Names of headers.</summary>
    public IReadOnlyList<string> Header { get; init; } = [];

    /// <summary>Names of parameters in the query.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Whether a request passes the cache by.</summary>
    /// <param name="pathAndQuery">What it asks for.</param>
    /// <param name="headers">What it sends.</param>
    public bool Applies(string pathAndQuery, IReadOnlyDictionary<string, string> headers) =>
        QueryNames(pathAndQuery).Any(name => Query.Contains(name, StringComparer.Ordinal))
        || Header.Any(name => headers.Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
        || headers.Where(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(';', StringSplitOptions.TrimEntries))
            .Any(cookie => Cookie.Contains(cookie.Split('=', 2)[0], StringComparer.Ordinal));

    static IEnumerable<string> QueryNames(string pathAndQuery) =>
        pathAndQuery.Split('?', 2) is [_, var query]
            ? query.Split('&').Select(parameter => Uri.UnescapeDataString(parameter.Split('=', 2)[0]))
            : [];
}
