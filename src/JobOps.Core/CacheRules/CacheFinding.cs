namespace JobOps.CacheRules;

/// <summary>What is to be said of an example.</summary>
public enum CacheFindingStatus
{
    Passed,
    Failed,
    /// <summary>Nothing in the answers tells.</summary>
    CannotTell,
}

/// <summary>What a test looks for.</summary>
public enum CacheFindingKind
{
    /// <summary>The page is as the rule has it.</summary>
    AsExpected,
    /// <summary>A page that should pass the cache by came out of it.</summary>
    PersonalPageCached,
    /// <summary>The cache keeps an answer that sets a cookie.</summary>
    StoredSetCookie,
    /// <summary>One visitor was shown what another one is shown.</summary>
    BodyOfAnother,
    /// <summary>A page that should be cached is not.</summary>
    NotCached,
    /// <summary>The cache keeps it for another time than the rule says.</summary>
    OtherLifetime,
    /// <summary>Another rule says something else of the example.</summary>
    Contradiction,
    /// <summary>The page did not answer.</summary>
    NoAnswer,
}

/// <summary>What a test found of one example.</summary>
public sealed record CacheFinding
{
    public required string Rule { get; init; }

    public required string Page { get; init; }

    public required CacheFindingStatus Status { get; init; }

    public required CacheFindingKind Kind { get; init; }

    public required string Expected { get; init; }

    public required string Actual { get; init; }

    /// <summary>What to do; null where it passed.</summary>
    public string? Remedy { get; init; }
}
