using System.Text.Json.Serialization;

namespace JobOps.CacheRules;

/// <summary>Keys that were removed from a cache by a rule.</summary>
public sealed record CacheClearing
{
    public long CacheClearingId { get; init; }

    public required string Rule { get; init; }

    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>The cache: <c>redis 127.0.0.1:6379/0</c>, an address, a folder. No password is in it.</summary>
    public required string Cache { get; init; }

    /// <summary>The run that did it; it may have been purged since.</summary>
    public long? RunId { get; init; }

    public string? StepName { get; init; }

    /// <summary>So many keys of the routes were found before any was removed; null where the cache does not tell.</summary>
    public long? Found { get; init; }

    /// <summary>So many keys the cache had in all; null where it does not tell.</summary>
    public long? Total { get; init; }

    /// <summary>So many were removed; null while it goes on, and where it was cut off.</summary>
    public long? Removed { get; init; }

    /// <summary>Values and lifetimes were kept, so that a rollback can put them back.</summary>
    public bool KeptForUndo { get; init; }

    public DateTimeOffset PerformedAt { get; init; }

    public string PerformedBy { get; init; } = "";

    /// <summary>When the ledger was asked for it.</summary>
    [JsonIgnore]
    public DateTimeOffset ReadAt { get; init; }
}
