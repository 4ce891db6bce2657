using System.Text.Json;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>cache rule, cache test and cache clear.</summary>
public sealed class CacheTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static Task<Answer> RegisterAsync(Workshop shop) => shop.CallAsync(
        "cache", "rule", "register", "products", "--match", "/shop/*", "--ttl", "10m", "--should-cache", "/shop/p/1",
        "--should-not-cache", "/cart", "--bypass-cookie", "session", "--key", "{route}", "--why", "speed");

    [Fact]
    public async Task A_rule_is_registered_shown_and_removed()
    {
        await using var shop = new Workshop();

        var registered = (await RegisterAsync(shop)).EndsWith(0);
        var again = (await RegisterAsync(shop)).EndsWith(0);
        var all = (await shop.CallAsync("cache", "rule", "list")).EndsWith(0);
        var one = (await shop.CallAsync("cache", "rule", "list", "products", "--json")).EndsWith(0);
        (await shop.CallAsync("cache", "rule", "remove", "products", "--reason", "no shop")).EndsWith(0);
        (await shop.CallAsync("cache", "rule", "list", "products")).EndsWith(65);

        Assert.Contains("Cache rule products is registered: /shop/*.", registered.Output, StringComparison.Ordinal);
        Assert.Contains("is so already", again.Output, StringComparison.Ordinal);
        Assert.Matches(@"products +/shop/\* +10m +cookie session +speed", all.Output);
        using var json = JsonDocument.Parse(one.Output);
        Assert.Equal("session", json.RootElement.GetProperty("bypassWhen").GetProperty("cookie")[0].GetString());
    }

    [Fact]
    public async Task Rules_of_a_file_are_registered_all_or_none()
    {
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("shop.cacherules.json"), """
            { "rules": [
              { "name": "a", "match": "/a", "ttl": "7d", "shouldCache": ["/a"], "why": "w" },
              { "name": "b", "match": "/b", "ttl": "1h", "shouldCache": ["/c"], "why": "w" } ] }
            """, Cancellation);

        var wrong = (await shop.CallAsync("cache", "rule", "register", "./shop.cacherules.json")).EndsWith(65);
        var none = (await shop.CallAsync("cache", "rule", "list")).EndsWith(0);

        Assert.Contains("$.rules[1].shouldCache: expected a page that the rule is about: /b", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("No cache rules.", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_fails_ends_with_2_and_is_kept()
    {
        await using var shop = new Workshop();
        (await RegisterAsync(shop)).EndsWith(0);

        var failed = (await shop.CallAsync("cache", "test", "--base-uri", "http://127.0.0.1:1")).EndsWith(2);
        var kept = (await shop.CallAsync("cache", "rule", "list", "--tests")).EndsWith(0);
        var typed = (await shop.CallAsync(
            "cache", "test", "products", "--base-uri", "http://127.0.0.1:1", "--logged-in", "Cookie=session=hidden")).EndsWith(65);

        Assert.Matches("failed +products +/shop/p/1 +NoAnswer", failed.Output);
        Assert.Contains("products: 2 failed", failed.Output, StringComparison.Ordinal);
        Assert.Matches("1 +products +http://127.0.0.1:1/ +failed", kept.Output);
        Assert.DoesNotContain("hidden", typed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_is_cleared_from_a_folder_and_nothing_else()
    {
        await using var shop = new Workshop();
        (await RegisterAsync(shop)).EndsWith(0);
        Directory.CreateDirectory(shop.PathOf("pages/shop/p"));
        foreach (var page in new[] { "1", "2", "3" })
            await File.WriteAllTextAsync(shop.PathOf($"pages/shop/p/{page}.html"), page, Cancellation);
        string[] clear = ["cache", "clear", "products", "--route", "/shop/p/1", "--folder", "pages"];

        var refused = (await shop.CallAsync(clear)).EndsWith(77);
        var listed = (await shop.CallAsync([.. clear, "--max-share", "50", "--what-if"])).EndsWith(0);
        var cleared = (await shop.CallAsync([.. clear, "--max-share", "50"])).EndsWith(0);
        var kept = (await shop.CallAsync("cache", "rule", "list", "--cleared")).EndsWith(0);

        Assert.Contains("1 of 3 keys, 33.3 %", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("/shop/p/1.html", listed.Output.Trim());
        Assert.Contains("succeeded", cleared.Output, StringComparison.Ordinal);
        Assert.Matches("products +/shop/p/1 +1 of 3 +folder", kept.Output);
        var left = Directory.GetFiles(shop.PathOf("pages"), "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.Equal(["2.html", "3.html"], left.Order(StringComparer.Ordinal));
    }
}
