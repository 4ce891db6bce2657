using System.Text;

namespace JobOps.CacheRules;

/// <summary>The keys that a cache has for a route.</summary>
public sealed class CacheKeyPattern
{
    /// <summary>What stands in a rule's key for the route.</summary>
    public const string Route = "{route}";

    /// <summary>What an error says was expected.</summary>
    public const string Words = "how the cache calls what it keeps of a route, with {route} in it, such as page:{route}";

    readonly string _pattern;

    CacheKeyPattern(string pattern) => _pattern = pattern;

    /// <param name="key">The key of a rule.</param>
    /// <param name="route">The route.</param>
    public static CacheKeyPattern Of(string key, string route) => new(key.Replace(Route, route, StringComparison.Ordinal));

    public static bool IsKey(string text) => text.Contains(Route, StringComparison.Ordinal) && !text.Any(char.IsControl);

    /// <summary>
    /// As Redis wants it: what means something to its patterns, but not in a route, stands behind a backslash. A filter only, since
    /// <see cref="Matches"/> decides.
    /// </summary>
    public string ForRedis()
    {
        var glob = new StringBuilder(_pattern.Length + 8);
        foreach (var c in _pattern)
            glob.Append(c is '?' or '[' or ']' or '\\' or '^' ? "\\" : "").Append(c);
        return glob.ToString();
    }

    /// <summary>Whether a key, byte for byte, is one of them.</summary>
    public bool Matches(ReadOnlySpan<byte> key) =>
        RoutePattern.Glob(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(_pattern)), Encoding.Latin1.GetString(key));

    public override string ToString() => _pattern;
}
