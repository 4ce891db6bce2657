namespace JobOps.Jobs.JobFiles;

/// <summary>A rule as a file says it.</summary>
sealed class CacheRuleDocument
{
    public string Name { get; set; } = "";
    public string Match { get; set; } = "";
    public BypassDocument BypassWhen { get; set; } = new();
    /// <summary>Null where it could not be read, which is a mistake.</summary>
    public TimeSpan? Ttl { get; set; }
    public string? Key { get; set; }
    public IReadOnlyList<string> ShouldCache { get; set; } = [];
    public IReadOnlyList<string> ShouldNotCache { get; set; } = [];
    public string Why { get; set; } = "";
}

/// <summary>What stands behind <c>bypassWhen</c>.</summary>
sealed class BypassDocument
{
    public IReadOnlyList<string> Cookie { get; set; } = [];
    public IReadOnlyList<string> Header { get; set; } = [];
    public IReadOnlyList<string> Query { get; set; } = [];
}

/// <summary>A whole file.</summary>
sealed class CacheRulesDocument
{
    public IReadOnlyList<CacheRuleDocument> Rules { get; set; } = [];
}
