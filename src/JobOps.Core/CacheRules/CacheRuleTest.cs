using System.Text.Json.Serialization;

namespace JobOps.CacheRules;

/// <summary>A rule that was held against a site, with what the site answered.</summary>
public sealed record CacheRuleTest
{
    [JsonIgnore]
    public long CacheRuleTestId { get; init; }

    public required string Rule { get; init; }

    /// <summary>Of the rule, as it was tested.</summary>
    public long Revision { get; init; }

    public required string BaseUri { get; init; }

    /// <summary>Who asked: anonymous, and who was logged in.</summary>
    public required IReadOnlyList<CacheVisitor> Visitors { get; init; }

    /// <summary>Nothing failed. What nothing told is among the findings.</summary>
    [JsonIgnore]
    public bool Passed { get; init; }

    public required IReadOnlyList<CacheFinding> Findings { get; init; }

    public required IReadOnlyList<CacheAnswer> Answers { get; init; }

    [JsonIgnore]
    public DateTimeOffset PerformedAt { get; init; }

    [JsonIgnore]
    public string PerformedBy { get; init; } = "";

    /// <summary>When the ledger was asked for it.</summary>
    [JsonIgnore]
    public DateTimeOffset ReadAt { get; init; }
}
