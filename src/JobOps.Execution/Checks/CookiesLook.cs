using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Looks at the cookies that a site sets.</summary>
sealed class CookiesLook : SiteLook<CookiesCheck>
{
    protected override async Task<CheckOutcome> LookAsync(
        CookiesCheck check, Site site, CheckContext context, CancellationToken cancellation)
    {
        using var response = await site.GetAsync(site.Url, cancellation);
        var set = response.Headers.NonValidated.TryGetValues("Set-Cookie", out var headers) ? headers.ToList() : [];
        // One that is taken away has no value that anybody could see.
        var cookies = set.Select(SetCookie.Parse).Where(cookie => !cookie.IsDeletion)
            .Where(cookie => check.Names.Count == 0 || check.Names.Contains(cookie.Name)).ToList();
        string[] evidence = [$"HTTP {(int)response.StatusCode}", .. set.Select(header => $"Set-Cookie: {SetCookie.Masked(header)}")];
        if (check.Names.FirstOrDefault(name => !cookies.Exists(cookie => cookie.Name == name)) is { } missing)
            return CheckOutcome.Fail(
                $"status {(int)response.StatusCode}, which does not set the cookie {missing}",
                "Name an address that sets it, such as that of the login, or mend what should.", evidence);
        var lacking = cookies
            .Select(cookie => (cookie.Name, Lacks: Lacks(cookie, site.IsHttps, check.ForScripts.Contains(cookie.Name)).ToList()))
            .Where(one => one.Lacks.Count > 0).ToList();
        if (lacking.Count > 0)
            return CheckOutcome.Fail(
                string.Join("; ", lacking.Select(one => $"{one.Name} lacks {string.Join(", ", one.Lacks)}")),
                $"Set it with: Set-Cookie: {lacking[0].Name}=…; {string.Join("; ", lacking[0].Lacks)} "
                    + "(PHP: session.cookie_secure, session.cookie_httponly, session.cookie_samesite).",
                evidence);
        return CheckOutcome.Pass(
            cookies.Count == 0 ? "it sets no cookie" : $"as they should be: {string.Join(", ", cookies.Select(cookie => cookie.Name))}",
            evidence);
    }

    static IEnumerable<string> Lacks(SetCookie cookie, bool isHttps, bool forScripts)
    {
        var sameSite = cookie.Attributes.GetValueOrDefault("SameSite");
        var isNone = string.Equals(sameSite, "None", StringComparison.OrdinalIgnoreCase);
        // Without Secure, browsers do not take one for other sites.
        if ((isHttps || isNone) && !cookie.Has("Secure"))
            yield return "Secure";
        if (!forScripts && !cookie.Has("HttpOnly"))
            yield return "HttpOnly";
        if (string.IsNullOrEmpty(sameSite))
            yield return "SameSite=Lax";
    }
}
