using JobOps.CacheRules;

namespace JobOps.Execution;

/// <summary>What a test of a rule is asked to do.</summary>
public sealed record CacheTestRequest
{
    public required CacheRule Rule { get; init; }

    /// <summary>Where the site is.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Headers of somebody who is logged in, with their values; null for nobody.</summary>
    public IReadOnlyDictionary<string, string>? LoggedIn { get; init; }

    /// <summary>The same of somebody else.</summary>
    public IReadOnlyDictionary<string, string>? SecondUser { get; init; }

    internal IReadOnlyDictionary<string, string> HeadersOf(CacheVisitor visitor) => visitor switch
    {
        CacheVisitor.LoggedIn => LoggedIn,
        CacheVisitor.SecondUser => SecondUser,
        _ => null,
    } ?? new Dictionary<string, string>();

    internal IReadOnlyList<CacheVisitor> Visitors =>
    [
        .. LoggedIn is null ? (CacheVisitor[])[] : [CacheVisitor.LoggedIn],
        .. SecondUser is null ? (CacheVisitor[])[] : [CacheVisitor.SecondUser],
        CacheVisitor.Anonymous,
    ];
}
