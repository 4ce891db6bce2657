using JobOps.Measurements;

namespace JobOps.CacheRules;

/// <summary>One answer, as far as it is about caches. No value of a cookie is in it.</summary>
public sealed record CacheAnswer
{
    public required string Page { get; init; }

    public required CacheVisitor Visitor { get; init; }

    /// <summary>1 or 2.</summary>
    public required int Number { get; init; }

    /// <summary>Of HTTP; 0 for no answer.</summary>
    public int Status { get; init; }

    /// <summary>Whether a cache answered, as the headers say; null where they say nothing.</summary>
    public CacheStatus? Cache { get; init; }

    /// <summary>Cache-Status and X-Cache as they stood there; null for neither.</summary>
    public string? CacheStatus { get; init; }

    /// <summary>Age, in seconds.</summary>
    public long? Age { get; init; }

    public string? CacheControl { get; init; }

    public string? Vary { get; init; }

    /// <summary>It sets a cookie.</summary>
    public bool SetsCookie { get; init; }

    /// <summary>The cache says that it stored the answer.</summary>
    public bool Stored { get; init; }

    /// <summary>How long the cache keeps it in all, in seconds, as the headers tell; null where they do not.</summary>
    public long? Lifetime { get; init; }

    /// <summary>SHA-256 of the body, lower-case hex.</summary>
    public string BodyHash { get; init; } = "";

    /// <summary>Why there is no answer; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>It came out of the cache.</summary>
    public bool IsFromCache => Cache is Measurements.CacheStatus.Hit or Measurements.CacheStatus.Stale;
}
