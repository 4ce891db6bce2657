namespace JobOps.Execution.Tests.Checks;

public sealed class SecurityHeadersTests : SiteRig
{
    const string Hsts = "Strict-Transport-Security: max-age=31536000";
    const string NoSniff = "X-Content-Type-Options: nosniff";
    const string Frames = "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'";
    const string Referrer = "Referrer-Policy: no-referrer";

    [Fact]
    public async Task Passes_for_a_site_that_has_them()
    {
        await using var clear = Clear(NoSniff, Frames, Referrer, "Server: nginx");
        await using var secure = Secure(Hsts, NoSniff, Frames, Referrer, "Server: nginx");

        await PassesAsync("securityHeaders", $"\"{clear.Url}\"");
        await PassesAsync("securityHeaders", $$"""{ {{Trusting(secure)}} }""");
    }

    [Fact]
    public async Task Fails_for_one_that_has_none_and_says_what_to_add()
    {
        await using var site = Secure("Server: Apache/2.4.62 (Debian)", "X-Powered-By: PHP/8.4.1");

        var outcome = await FailsAsync(
            "securityHeaders", $$"""{ {{Trusting(site)}} }""", "no Strict-Transport-Security; no X-Content-Type", Hsts);

        Assert.Equal(
            "no Strict-Transport-Security; no X-Content-Type-Options; no X-Frame-Options; no Referrer-Policy; "
            + "X-Powered-By: PHP/8.4.1; Server: Apache/2.4.62 (Debian)", outcome.Actual);
        foreach (var line in new[] { NoSniff, "Content-Security-Policy: frame-ancestors 'self'", "no X-Powered-By", "ServerTokens Prod" })
            Assert.Contains(line, outcome.Remedy);
    }

    [Theory]
    [InlineData("Strict-Transport-Security: max-age=0", "Strict-Transport-Security: max-age=0")]
    [InlineData("X-Content-Type-Options: sniff", "X-Content-Type-Options: sniff")]
    [InlineData("X-Frame-Options: ALLOWALL", "X-Frame-Options: ALLOWALL")]
    [InlineData("Content-Security-Policy: default-src 'self'", "no X-Frame-Options")]
    [InlineData("Content-Security-Policy: frame-ancestors *", "no X-Frame-Options")]
    [InlineData("Content-Security-Policy: frame-ancestors https:", "no X-Frame-Options")]
    [InlineData("Content-Security-Policy-Report-Only: frame-ancestors 'none'", "no X-Frame-Options")]
    [InlineData("Referrer-Policy: unsafe-url", "Referrer-Policy: unsafe-url")]
    public async Task A_header_that_protects_nobody_is_none(string header, string actual)
    {
        var name = header.Split(':')[0].Replace("-Report-Only", "");
        string[] good = [Hsts, NoSniff, name == "X-Frame-Options" ? "X-Other: 1" : Frames, Referrer];
        await using var site = Secure([.. good.Where(one => !one.StartsWith(name, StringComparison.Ordinal)), header]);

        Assert.Equal(actual, (await FailsAsync("securityHeaders", $$"""{ {{Trusting(site)}} }""", "", "Have the site answer with")).Actual);
    }

    [Theory]
    [InlineData("X-Frame-Options: SAMEORIGIN")]
    [InlineData("Content-Security-Policy: frame-ancestors 'self' https://*.example.com")]
    public async Task Either_header_says_who_may_frame_it(string header)
    {
        await using var site = Clear(NoSniff, Referrer, header);

        await PassesAsync("securityHeaders", $"\"{site.Url}\"");
    }

    [Fact]
    public async Task A_list_may_ask_for_more_and_for_less()
    {
        await using var site = Clear(NoSniff, Frames, "Permissions-Policy: camera=()", "Server: Caddy/2");

        await PassesAsync("securityHeaders", $$"""
            { "url": "{{site.Url}}", "except": ["referrer-policy", "Server"], "require": { "Permissions-Policy": "camera=\\(\\)" } }
            """);
        await FailsAsync("securityHeaders", $$"""
            { "url": "{{site.Url}}", "except": ["Referrer-Policy", "Server"], "require": { "X-Content-Type-Options": "^other$" } }
            """, "X-Content-Type-Options: nosniff", "what matches ^other$");
    }

    [Fact]
    public async Task A_redirect_says_nothing_about_the_page()
    {
        await using var site = new CheckedSite(_ => CheckedSite.Answer(301, "", "Location: https://example.com/"));

        await FailsAsync(
            "securityHeaders", $"\"{site.Url}\"", "status 301, which leads to https://example.com/", "Name the address of a page");
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_no_answer()
    {
        await using var site = Secure();

        await FailsAsync("securityHeaders", $"\"{site.Url}\"", "no answer from ", "name the authority");
    }

    [Fact]
    public async Task Nobody_answers()
    {
        var site = Clear();
        await site.DisposeAsync();

        await FailsAsync("securityHeaders", $"\"{site.Url}\"", "connection refused", "Start what should answer");
    }
}
