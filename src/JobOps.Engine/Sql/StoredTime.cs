namespace JobOps.Engine.Sql;

/// <summary>Times as both databases keep them.</summary>
static class StoredTime
{
    /// <summary>Both databases keep milliseconds: what is returned is what will be read.</summary>
    public static DateTimeOffset? WholeMilliseconds(DateTimeOffset? time) =>
        time is { } given ? DateTimeOffset.FromUnixTimeMilliseconds(given.ToUnixTimeMilliseconds()) : null;
}
