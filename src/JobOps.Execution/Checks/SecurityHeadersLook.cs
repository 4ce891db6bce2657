using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Looks at the headers that protect those who use a site.</summary>
sealed partial class SecurityHeadersLook : SiteLook<SecurityHeadersCheck>
{
    // Half a year; browsers forget a shorter time before the next visit.
    const int ShortestHsts = 180 * 24 * 60 * 60;

    static readonly UsualHeader[] s_usual =
    [
        new("Strict-Transport-Security", "Strict-Transport-Security: max-age=31536000",
            answer => !answer.IsHttps || answer["Strict-Transport-Security"] is { } value && MaxAge(value) >= ShortestHsts),
        new("X-Content-Type-Options", "X-Content-Type-Options: nosniff",
            answer => answer["X-Content-Type-Options"]?.Trim().Equals("nosniff", StringComparison.OrdinalIgnoreCase) == true),
        // Either says who may show the page in a frame.
        new("X-Frame-Options", "Content-Security-Policy: frame-ancestors 'self'",
            answer => answer["X-Frame-Options"] is { } value && FrameOptions().IsMatch(value)
                || answer["Content-Security-Policy"] is { } policy && FrameAncestors().IsMatch(policy)),
        new("Referrer-Policy", "Referrer-Policy: strict-origin-when-cross-origin",
            answer => answer["Referrer-Policy"] is { } value && !value.Contains("unsafe-url", StringComparison.OrdinalIgnoreCase)),
    ];

    static readonly string[] s_telling = ["X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version"];

    protected override async Task<CheckOutcome> LookAsync(
        SecurityHeadersCheck check, Site site, CheckContext context, CancellationToken cancellation)
    {
        using var response = await site.GetAsync(site.Url, cancellation);
        var status = (int)response.StatusCode;
        string[] evidence = [$"HTTP {status}", .. DirectHttp.Head(response)];
        if (status is >= 300 and < 400)
            return CheckOutcome.Fail(
                $"status {status}, which leads to {response.Headers.Location}", "Name the address of a page that is shown.", evidence);
        var (found, add) = (new List<string>(), new List<string>());
        var own = check.Require.ToDictionary(StringComparer.OrdinalIgnoreCase);
        var except = check.Except.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var answer = new Answer(site.IsHttps, response);
        foreach (var usual in s_usual)
            if (!own.ContainsKey(usual.Name) && !except.Contains(usual.Name) && !usual.IsMet(answer))
                Note(Found(answer, usual.Name), usual.Line);
        foreach (var (name, pattern) in own)
            if (answer[name] is not { } value || !Regex.IsMatch(value, pattern, RegexOptions.IgnoreCase, Patterns.Longest))
                Note(Found(answer, name), $"{name}: (what matches {pattern})");
        foreach (var name in s_telling.Where(name => answer[name] is not null && !except.Contains(name) && !own.ContainsKey(name)))
            Note(Found(answer, name), $"no {name}");
        if (answer["Server"] is { } server && Version().IsMatch(server) && !except.Contains("Server") && !own.ContainsKey("Server"))
            Note(Found(answer, "Server"), "no version in Server (nginx: server_tokens off; Apache: ServerTokens Prod)");
        return found.Count == 0
            ? CheckOutcome.Pass($"status {status}, with the headers that it should have", evidence)
            : CheckOutcome.Fail(string.Join("; ", found), $"Have the site answer with: {string.Join("; ", add)}.", evidence);

        void Note(string actual, string line)
        {
            found.Add(actual);
            add.Add(line);
        }
    }

    static string Found(Answer answer, string name) => answer[name] is { } value ? $"{name}: {value}" : $"no {name}";

    static int MaxAge(string value) =>
        HstsAge().Match(value) is { Success: true } match
        && int.TryParse(match.Groups["seconds"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 0;

    [GeneratedRegex("""max-age\s*=\s*"?(?<seconds>[0-9]{1,9})""", RegexOptions.IgnoreCase)]
    private static partial Regex HstsAge();

    [GeneratedRegex(@"^\s*(DENY|SAMEORIGIN)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex FrameOptions();

    // A star, or a scheme alone, lets everybody.
    [GeneratedRegex(@"(^|[;,])\s*frame-ancestors\s+(?![^;,]*(\*(?!\.)|https?:(?!//)))[^;,\s]", RegexOptions.IgnoreCase)]
    private static partial Regex FrameAncestors();

    [GeneratedRegex("[0-9]")]
    private static partial Regex Version();

    /// <summary>A header that each site should have.</summary>
    /// <param name="Name">By which a list leaves it out.</param>
    /// <param name="Line">What is to be added.</param>
    /// <param name="IsMet">Whether the answer has it as it should be.</param>
    sealed record UsualHeader(string Name, string Line, Func<Answer, bool> IsMet);

    sealed record Answer(bool IsHttps, HttpResponseMessage Response)
    {
        public string? this[string name] => DirectHttp.Header(Response, name);
    }
}
