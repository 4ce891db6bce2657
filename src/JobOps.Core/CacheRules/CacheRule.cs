using System.Text.Json.Serialization;

namespace JobOps.CacheRules;

/// <summary>What a cache is to keep and for how long, with pages that show it.</summary>
public sealed record CacheRule
{
    /// <summary>Unique in a ledger, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>The routes that it is about: a path, in which <c>*</c> stands for whatever follows.</summary>
    public required string Match { get; init; }

    /// <summary>Requests that have to pass the cache by.</summary>
    public CacheBypass BypassWhen { get; init; } = new();

    /// <summary>So long the cache keeps an answer.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Pages that the cache has to answer for somebody whom nobody knows.</summary>
    public required IReadOnlyList<string> ShouldCache { get; init; }

    /// <summary>Pages that it must never answer.</summary>
    public IReadOnlyList<string> ShouldNotCache { get; init; } = [];

    /// <summary>How the cache calls what it keeps of a route: <c>{route}</c> stands for the route, <c>*</c> for anything; null where
    /// nobody said so.</summary>
    public string? Key { get; init; }

    /// <summary>Why there is such a rule.</summary>
    public required string Why { get; init; }

    [JsonIgnore]
    public DateTimeOffset SetAt { get; init; }

    [JsonIgnore]
    public string SetBy { get; init; } = "";

    /// <summary>Counts the changes.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    /// <summary>The database's clock when this object was read.</summary>
    [JsonIgnore]
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>True when the rule was so already and nothing was changed.</summary>
    [JsonIgnore]
    public bool Unchanged { get; init; }
}
