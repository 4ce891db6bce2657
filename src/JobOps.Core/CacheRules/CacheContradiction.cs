namespace JobOps.CacheRules;

/// <summary>Two rules of which no cache can keep both.</summary>
public static class CacheContradiction
{
    /// <summary>What another rule says against an example of this one; null where it says nothing against it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="page">One of its examples.</param>
    /// <param name="other">Another rule.</param>
    public static string? Of(CacheRule rule, string page, CacheRule other)
    {
        if (rule.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase))
            return null;
        var cached = rule.ShouldCache.Contains(page, StringComparer.Ordinal);
        if (other.ShouldNotCache.Contains(page, StringComparer.Ordinal))
            return cached ? $"'{other.Name}' has it among the pages that should not be cached" : null;
        if (!RoutePattern.Matches(other.Match, page))
            return null;
        if (other.BypassWhen.Applies(page, new Dictionary<string, string>()))
            return cached ? $"'{other.Name}' has it pass the cache by" : null;
        if (!cached)
            return $"'{other.Name}' ({other.Match}) has it cached";
        return other.Ttl == rule.Ttl
            ? null
            : FormattableString.Invariant($"'{other.Name}' ({other.Match}) keeps it for {other.Ttl.TotalSeconds:0} s");
    }
}
