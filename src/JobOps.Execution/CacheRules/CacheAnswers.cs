using System.Globalization;
using JobOps.CacheRules;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>Reads what an answer says about caches.</summary>
static class CacheAnswers
{
    static readonly string[] s_statusHeaders = ["Cache-Status", "X-Cache", "X-Cache-Status", "CF-Cache-Status"];

    public static CacheAnswer Read(CacheAnswer answer, HttpResponseMessage response)
    {
        string? Header(string name) => DirectHttp.Header(response, name);
        var status = CacheHeaders.Status(Header);
        var (age, control) = (CacheHeaders.Age(Header), Header("Cache-Control"));
        var shown = s_statusHeaders.Where(name => Header(name) is not null).Select(name => $"{name}: {Header(name)}").ToList();
        return answer with
        {
            Status = (int)response.StatusCode, Cache = status, CacheStatus = shown.Count > 0 ? string.Join("; ", shown) : null, Age = age,
            CacheControl = control, Vary = Header("Vary"), SetsCookie = Header("Set-Cookie") is not null,
            Stored = Parameters(Header("Cache-Status")).Any(parameter => parameter is "stored" or "stored=?1"),
            Lifetime = Lifetime(status, age, Header("Cache-Status"), control),
        };
    }

    /// <summary>
    /// So long it is kept in all: what the cache says is left and how old it is; else what the answer tells shared caches, and else
    /// what it tells all.
    /// </summary>
    static long? Lifetime(CacheStatus? status, long? age, string? cacheStatus, string? control)
    {
        if (status == CacheStatus.Hit && age is not null && Number(Parameters(cacheStatus), "ttl") is { } left)
            return left + age;
        var directives = (control ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Number(directives, "s-maxage") ?? Number(directives, "max-age");
    }

    static IReadOnlyList<string> Parameters(string? cacheStatus) =>
        (cacheStatus ?? "").Split(',').Last().Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static long? Number(IEnumerable<string> members, string name) => members
        .Select(member => member.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(pair => long.TryParse(
            pair[1].Trim('"'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : (long?)null)
        .FirstOrDefault(number => number is not null);
}
