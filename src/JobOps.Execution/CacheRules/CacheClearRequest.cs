using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>What is to be removed, and from where: exactly one of a Redis, an address and a folder.</summary>
public sealed record CacheClearRequest
{
    /// <summary>In percent.</summary>
    public const int UsualShare = 10;

    public required CacheRule Rule { get; init; }

    public required IReadOnlyList<string> Routes { get; init; }

    public RedisPlace? Redis { get; init; }

    /// <summary>The address of a cache that is asked by HTTP.</summary>
    public Uri? BaseUri { get; init; }

    public CachePurgeMethod Method { get; init; }

    /// <summary>The folder of a cache of files, absolute.</summary>
    public string? Folder { get; init; }

    /// <summary>How this cache calls what it keeps; null for what the rule says.</summary>
    public string? Key { get; init; }

    /// <summary>So much of all keys at most, in percent.</summary>
    public int MaxShare { get; init; } = UsualShare;

    /// <summary>Keep values and lifetimes, so that they can be put back.</summary>
    public bool KeepForUndo { get; init; }

    /// <summary>A Redis as it was typed; its password is read when it is connected to.</summary>
    /// <exception cref="JobOpsException">CacheTargetInvalid, CacheSecretPlain</exception>
    public static RedisPlace PlaceOf(string at, string? user, bool tls, string? password)
    {
        if (password is not null && SecretReference.TryParse(password) is null)
            throw new JobOpsException(Error.CacheSecretPlain("the password of the Redis"));
        return (RedisPlace.TryParse(at) ?? throw Invalid("the Redis", RedisPlace.Words, at)) with { User = user, Tls = tls };
    }

    /// <exception cref="JobOpsException">CacheRouteOutside, CacheTargetInvalid, CacheRuleHasNoKey, CacheScopeTooWide</exception>
    public void Require()
    {
        if (Routes.Count == 0)
            throw Invalid("the route", RoutePattern.Words, "none");
        foreach (var route in Routes)
        {
            if (!RoutePattern.IsRoute(route))
                throw Invalid("the route", RoutePattern.Words, route);
            if (!RoutePattern.Matches(Rule.Match, route))
                throw new JobOpsException(Error.CacheRouteOutside(Rule.Name, route, Rule.Match));
        }
        if (new object?[] { Redis, BaseUri, Folder }.Count(one => one is not null) != 1)
            throw Invalid("the cache", "one of a Redis, a base address and a folder", "none or several of them");
        if (KeepForUndo && Redis is null)
            throw Invalid("the undo", "a Redis, which hands out what it keeps", BaseUri?.ToString() ?? Folder!);
        if (Key is { } key && !CacheKeyPattern.IsKey(key))
            throw Invalid("the key", CacheKeyPattern.Words, key);
        if (Redis is not null && (Key ?? Rule.Key) is null)
            throw new JobOpsException(Error.CacheRuleHasNoKey(Rule.Name));
        if (MaxShare is < 1 or > 100)
            throw Invalid("the share", "1 to 100 percent", $"{MaxShare}");
        if (BaseUri is not null)
            RequireNarrow();
    }

    // Such a cache does not tell how much it keeps, so no share of it can be reckoned.
    void RequireNarrow()
    {
        if (Routes.FirstOrDefault(route => route.Trim('/', '*').Length == 0 && route.Contains('*', StringComparison.Ordinal)) is { } all)
            throw new JobOpsException(Error.CacheScopeTooWide(Rule.Name, $"{all}: every page", $"{MaxShare} %"));
        if (Method == CachePurgeMethod.Purge && Routes.FirstOrDefault(route => !RoutePattern.IsPage(route)) is { } pattern)
            throw Invalid("the route", "a page without *, or the method BAN", pattern);
    }

    static JobOpsException Invalid(string what, string expected, string actual) => new(Error.CacheTargetInvalid(what, expected, actual));
}
