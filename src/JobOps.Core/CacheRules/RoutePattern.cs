namespace JobOps.CacheRules;

/// <summary>A route: a path as it is, in which <c>*</c> stands for any characters. Nothing else means anything but itself.</summary>
public static class RoutePattern
{
    /// <summary>What an error says was expected.</summary>
    public const string Words = "a path that begins with '/', in which * stands for anything, without spaces or control characters";

    public static bool IsRoute(string text) =>
        text.StartsWith('/') && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '#');

    /// <summary>A page: a route without <c>*</c>.</summary>
    public static bool IsPage(string text) => IsRoute(text) && !text.Contains('*', StringComparison.Ordinal);

    /// <summary>
    /// Whether a pattern means a route, or all that the pattern <paramref name="route"/> means: what its <c>*</c> stands for, one of
    /// the pattern's stands for as well. A pattern without a query is about the path alone.
    /// </summary>
    public static bool Matches(string pattern, string route) =>
        Glob(pattern, pattern.Contains('?', StringComparison.Ordinal) ? route : route.Split('?', 2)[0]);

    /// <summary>Whether a text is what a pattern says, from its begin to its end.</summary>
    internal static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, mark) = (p++, t);
            else if (p < pattern.Length && pattern[p] == text[t])
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++mark);
            else
                return false;
        }
        return pattern[p..].Trim('*').IsEmpty;
    }
}
