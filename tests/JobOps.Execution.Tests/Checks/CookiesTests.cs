namespace JobOps.Execution.Tests.Checks;

public sealed class CookiesTests : SiteRig
{
    [Fact]
    public async Task Passes_where_each_has_what_it_should()
    {
        await using var secure = Secure(
            "Set-Cookie: session=s3cr3t; Secure; HttpOnly; SameSite=Lax", "Set-Cookie: b=1;secure;httponly;samesite=strict");
        await using var clear = Clear("Set-Cookie: session=s3cr3t; HttpOnly; SameSite=Lax");

        var outcome = await PassesAsync("cookies", $$"""{ {{Trusting(secure)}} }""");
        await PassesAsync("cookies", $"\"{clear.Url}\"");

        Assert.Equal("as they should be: session, b", outcome.Actual);
    }

    [Fact]
    public async Task Fails_and_says_which_lacks_what()
    {
        await using var site = Secure(
            "Set-Cookie: session=s3cr3t; path=/", "Set-Cookie: b=1; Secure; HttpOnly; SameSite=Lax", "Set-Cookie: c=2; Secure");

        var outcome = await FailsAsync(
            "cookies", $$"""{ {{Trusting(site)}} }""", "session lacks Secure, HttpOnly, SameSite=Lax; c lacks HttpOnly, SameSite=Lax",
            "Set-Cookie: session=…; Secure; HttpOnly; SameSite=Lax");

        Assert.Contains("Set-Cookie: session=***; path=/", outcome.Evidence);
        Assert.DoesNotContain("s3cr3t", string.Join('\n', outcome.Evidence));
    }

    [Fact]
    public async Task One_for_other_sites_has_to_be_secure()
    {
        await using var site = Clear("Set-Cookie: session=1; HttpOnly; SameSite=None");

        await FailsAsync("cookies", $"\"{site.Url}\"", "session lacks Secure", "Secure");
    }

    [Fact]
    public async Task A_list_names_the_cookies_that_it_means()
    {
        await using var site = Clear(
            "Set-Cookie: session=1; HttpOnly; SameSite=Lax", "Set-Cookie: theme=dark", "Set-Cookie: XSRF-TOKEN=1; SameSite=Lax");

        await PassesAsync("cookies", $$"""{ "url": "{{site.Url}}", "names": ["session", "XSRF-TOKEN"], "forScripts": ["XSRF-TOKEN"] }""");
        await FailsAsync(
            "cookies", $$"""{ "url": "{{site.Url}}", "names": ["login"] }""", "does not set the cookie login", "Name an address");
    }

    [Fact]
    public async Task One_that_is_taken_away_does_not_count()
    {
        await using var site = Clear("Set-Cookie: a=; Max-Age=0", "Set-Cookie: b=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT");

        Assert.Equal("it sets no cookie", (await PassesAsync("cookies", $"\"{site.Url}\"")).Actual);
    }

    [Fact]
    public async Task What_somebody_who_is_logged_in_sends_is_sent()
    {
        Settings["user"] = "ada";
        await using var site = new CheckedSite(request => CheckedSite.Answer(
            200, "", request.Header("X-User") == "ada" ? "Set-Cookie: session=1; HttpOnly; SameSite=Lax" : "X-Nobody: 1"));

        await PassesAsync("cookies", $$"""{ "url": "{{site.Url}}", "names": ["session"], "send": { "X-User": "${environment.user}" } }""");
    }

    [Fact]
    public async Task The_evidence_of_any_answer_shows_no_value_of_a_cookie()
    {
        await using var site = Clear("Set-Cookie: session=s3cr3t; HttpOnly");

        var outcome = await PassesAsync("http", $"\"{site.Url}\"");

        Assert.Contains("Set-Cookie: session=***; HttpOnly", outcome.Evidence);
    }
}
