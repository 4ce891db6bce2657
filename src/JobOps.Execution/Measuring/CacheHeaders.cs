using System.Globalization;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>What caches say of an answer in its headers. What is not said is null.</summary>
/// <seealso href="https://www.rfc-editor.org/rfc/rfc9211"/>
static class CacheHeaders
{
    /// <summary>Whether a cache answered.</summary>
    /// <param name="header">The value of a header, several of one name joined by commas; null for none.</param>
    public static CacheStatus? Status(Func<string, string?> header) =>
        Standard(header("Cache-Status"))
        ?? Words(header("CF-Cache-Status"))
        ?? Words(header("X-Cache"))
        ?? Words(header("X-Cache-Status"))
        // Who tells an age has kept the answer for as long.
        ?? (Age(header) > 0 ? CacheStatus.Hit : null);

    /// <summary>How old the answer is, in seconds.</summary>
    public static long? Age(Func<string, string?> header) =>
        long.TryParse(header("Age"), NumberStyles.None, CultureInfo.InvariantCulture, out var age) ? age : null;

    /// <summary>Each cache on the way is a member of the list, the one that is nearest to us the last.</summary>
    static CacheStatus? Standard(string? value)
    {
        CacheStatus? nearest = null;
        foreach (var member in Split(value ?? "", ','))
        {
            var parameters = Split(member, ';').Skip(1)
                .Select(parameter => parameter.Split('=', 2, StringSplitOptions.TrimEntries))
                .ToLookup(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "?1");
            var forwarded = parameters["fwd"].FirstOrDefault();
            if (parameters["hit"].FirstOrDefault() == "?1")
                // A lifetime that is over is negative.
                return parameters["ttl"].FirstOrDefault()?.StartsWith('-') == true ? CacheStatus.Stale : CacheStatus.Hit;
            nearest = forwarded switch
            {
                "bypass" or "method" or "request" => CacheStatus.Bypass,
                "miss" or "uri-miss" or "vary-miss" or "partial" => CacheStatus.Miss,
                "stale" => CacheStatus.Stale,
                _ => nearest,
            };
        }
        return nearest;
    }

    /// <summary>Words that servers and networks use in headers of their own; one of them is enough, of several caches.</summary>
    static CacheStatus? Words(string? value)
    {
        CacheStatus? found = null;
        foreach (var member in Split(value ?? "", ','))
        {
            // Hit from cloudfront; TCP_MISS; HIT.
            var word = member.Split(' ', 2)[0].ToUpperInvariant();
            var status = word switch
            {
                "EXPIRED" or "UPDATING" or "REVALIDATED" => CacheStatus.Stale,
                "BYPASS" or "DYNAMIC" or "PASS" => CacheStatus.Bypass,
                _ when word.Contains("STALE", StringComparison.Ordinal) => CacheStatus.Stale,
                _ when word.Contains("REFRESH", StringComparison.Ordinal) => CacheStatus.Stale,
                _ when word.Contains("HIT", StringComparison.Ordinal) => CacheStatus.Hit,
                _ when word.Contains("MISS", StringComparison.Ordinal) => CacheStatus.Miss,
                _ => (CacheStatus?)null,
            };
            if (status == CacheStatus.Hit)
                return status;
            found = status ?? found;
        }
        return found;
    }

    /// <summary>Parts a list where it is not within quotation marks.</summary>
    static List<string> Split(string value, char separator)
    {
        var (parts, begin, quoted) = (new List<string>(), 0, false);
        for (var at = 0; at <= value.Length; at++)
        {
            if (at < value.Length && value[at] == '"' && (at == 0 || value[at - 1] != '\\'))
                quoted = !quoted;
            if (at < value.Length && (quoted || value[at] != separator))
                continue;
            if (value[begin..at].Trim() is { Length: > 0 } part)
                parts.Add(part);
            begin = at + 1;
        }
        return parts;
    }
}
