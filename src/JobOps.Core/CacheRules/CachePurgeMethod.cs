namespace JobOps.CacheRules;

/// <summary>How an HTTP cache is asked to remove a page.</summary>
public enum CachePurgeMethod
{
    /// <summary>The method PURGE, for the page itself.</summary>
    Purge,
    /// <summary>The method BAN, with the routes as a regular expression in the header <c>X-Ban-Url</c>.</summary>
    Ban,
}
