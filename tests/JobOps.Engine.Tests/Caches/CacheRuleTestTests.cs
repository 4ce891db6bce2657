using JobOps.CacheRules;
using JobOps.Engine.Tests.Execution;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Caches;

/// <summary>A rule is held against a real nginx: what is cached as it should be, and each way in which it is not.</summary>
public sealed class CacheRuleTestTests : ExecutionTest
{
    // As nginx has to be told: who has a session neither gets a stored page nor has theirs stored.
    const string Careful = "proxy_cache_bypass $cookie_session; proxy_no_cache $cookie_session;";

    const string Careless = "proxy_ignore_headers Set-Cookie Cache-Control; proxy_cache_valid 10m;";

    static readonly CacheRule s_rule = new()
    {
        Name = "shop", Match = "/shop/*", BypassWhen = new() { Cookie = ["session"] }, Ttl = TimeSpan.FromMinutes(10),
        ShouldCache = ["/shop/p/1"], ShouldNotCache = ["/account"], Key = "{route}", Why = "speed",
    };

    static Dictionary<string, string> Session(string user) => new() { ["Cookie"] = $"session={user}" };

    static ShopOrigin NewShop()
    {
        var shop = new ShopOrigin();
        shop.CacheControl.Enqueue(("/shop/", "max-age=600"));
        shop.CacheControl.Enqueue(("/account", "private, no-store"));
        return shop;
    }

    async Task<CacheRuleTest> TestAsync(NginxCache cache, CacheRule rule, bool users = true) =>
        await new CacheRuleTester(Ledger).TestAsync(
            new()
            {
                Rule = await Ledger.CacheRules.RegisterAsync(rule, Cancellation), BaseUri = cache.Url,
                LoggedIn = users ? Session("anna") : null, SecondUser = users ? Session("ben") : null,
            },
            Cancellation);

    static IEnumerable<(string, CacheFindingKind)> Failed(CacheRuleTest test) =>
        test.Findings.Where(finding => finding.Status == CacheFindingStatus.Failed).Select(finding => (finding.Page, finding.Kind));

    [Fact]
    public async Task A_cache_that_does_what_the_rule_says_passes()
    {
        await using var shop = NewShop();
        await using var cache = await NginxCache.StartAsync(shop.Port, Careful);

        var test = await TestAsync(cache, s_rule);

        Assert.Empty(Failed(test));
        Assert.True(test.Passed);
        Assert.Equal(["/shop/p/1", "/account"], test.Findings.Select(finding => finding.Page));
        Assert.All(test.Findings, finding => Assert.Null(finding.Remedy));
        Assert.Equal(12, test.Answers.Count);
        var kept = Assert.Single(await Ledger.CacheRules.GetTestsAsync(cancellation: Cancellation));
        Assert.Equal(test.CacheRuleTestId, kept.CacheRuleTestId);
        Assert.DoesNotContain("anna", LedgerJson.Write(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_personal_page_from_the_cache_and_one_users_body_for_another_are_found()
    {
        await using var shop = NewShop();
        await using var cache = await NginxCache.StartAsync(shop.Port, Careless);

        var test = await TestAsync(cache, s_rule);

        Assert.False(test.Passed);
        Assert.Contains(("/account", CacheFindingKind.PersonalPageCached), Failed(test));
        Assert.Contains(("/account", CacheFindingKind.BodyOfAnother), Failed(test));
        Assert.Contains(("/shop/p/1", CacheFindingKind.PersonalPageCached), Failed(test));
        Assert.Contains(("/shop/p/1", CacheFindingKind.BodyOfAnother), Failed(test));
        Assert.All(test.Findings, finding => Assert.NotNull(finding.Remedy));
    }

    [Fact]
    public async Task A_stored_answer_that_sets_a_cookie_is_found()
    {
        await using var shop = NewShop();
        shop.SetsCookie.Add("/shop/");
        await using var cache = await NginxCache.StartAsync(shop.Port, $"{Careful} proxy_ignore_headers Set-Cookie;");

        Assert.Equal([("/shop/p/1", CacheFindingKind.StoredSetCookie)], Failed(await TestAsync(cache, s_rule)));
    }

    [Fact]
    public async Task A_page_that_should_be_cached_and_is_not_is_found_with_the_reason()
    {
        await using var shop = new ShopOrigin();
        shop.CacheControl.Enqueue(("/shop/", "private"));
        await using var cache = await NginxCache.StartAsync(shop.Port, Careful);

        var test = await TestAsync(cache, s_rule, users: false);

        Assert.Contains(("/shop/p/1", CacheFindingKind.NotCached), Failed(test));
        var found = test.Findings.First(one => one.Kind == CacheFindingKind.NotCached);
        Assert.Contains("Cache-Control: private", found.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_lifetime_is_found_and_one_that_nothing_tells_is_said()
    {
        await using var shop = new ShopOrigin();
        shop.CacheControl.Enqueue(("/shop/p/1", "max-age=60"));
        await using var cache = await NginxCache.StartAsync(shop.Port, $"{Careful} proxy_cache_valid 200 10m;");

        var test = await TestAsync(cache, s_rule with { ShouldCache = ["/shop/p/1", "/shop/p/2"], ShouldNotCache = [] });

        Assert.Equal([("/shop/p/1", CacheFindingKind.OtherLifetime)], Failed(test));
        Assert.Equal(("600 s", "60 s"), (test.Findings[0].Expected, test.Findings[0].Actual));
        Assert.Equal(
            [CacheFindingStatus.Passed, CacheFindingStatus.CannotTell],
            test.Findings.Where(finding => finding.Page == "/shop/p/2").Select(finding => finding.Status));
    }

    [Fact]
    public async Task Two_rules_that_contradict_each_other_on_an_example_are_found()
    {
        await using var shop = NewShop();
        await using var cache = await NginxCache.StartAsync(shop.Port, Careful);
        await Ledger.CacheRules.RegisterAsync(
            s_rule with { Name = "products", Match = "/shop/p/*", Ttl = TimeSpan.FromHours(1), ShouldNotCache = [] }, Cancellation);

        var test = await TestAsync(cache, s_rule);

        Assert.Equal([("/shop/p/1", CacheFindingKind.Contradiction)], Failed(test));
        Assert.Contains("'products' (/shop/p/*) keeps it for 3600 s", test.Findings[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_does_not_answer_fails()
    {
        var rule = await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);

        var test = await new CacheRuleTester(Ledger).TestAsync(new() { Rule = rule, BaseUri = new("http://127.0.0.1:1") }, Cancellation);

        Assert.All(Failed(test), failed => Assert.Equal(CacheFindingKind.NoAnswer, failed.Item2));
        Assert.Equal(2, Failed(test).Count());
    }

    [Fact]
    public async Task As_steps_a_rule_is_registered_tested_and_its_route_removed_from_the_folder()
    {
        await using var shop = NewShop();
        await using var cache = await NginxCache.StartAsync(shop.Port, Careful);
        var cookie = Folder.File("cookie");
        await File.WriteAllTextAsync(cookie, "session=anna", Cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        StepDefinition register = new() { Name = "register", Action = new CacheRuleAction { Rule = s_rule } };
        StepDefinition test = new()
        {
            Name = "test",
            Action = new CacheTestAction
            {
                Rule = Template.Literal("shop"), BaseUri = Template.Literal(cache.Url.ToString()),
                LoggedIn = new Dictionary<string, Template> { ["Cookie"] = Template.Literal("file:" + cookie) },
            },
        };
        StepDefinition clear = new()
        {
            Name = "clear",
            Action = new CacheClearAction
            {
                Rule = Template.Literal("shop"), Routes = [Template.Literal("/shop/p/1")], Folder = Template.Literal(cache.Folder),
                MaxShare = 50,
            },
        };
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(cache.Url, "/shop/p/10"), Cancellation);
        await client.GetStringAsync(new Uri(cache.Url, "/shop/p/2?q=1"), Cancellation);
        var others = Directory.GetFiles(cache.Folder, "*", SearchOption.AllDirectories);

        var run = await StartAsync(await RegisterAsync(register, test, clear));

        Assert.Equal((RunStatus.Succeeded, null), (run.Status, run.Error?.Actual));
        Assert.Equal(others.Order(), Directory.GetFiles(cache.Folder, "*", SearchOption.AllDirectories).Order());
        Assert.Equal(1, Assert.Single(await Ledger.CacheRules.GetClearingsAsync(cancellation: Cancellation)).Removed);
        var asked = shop.Answers;
        await client.GetStringAsync(new Uri(cache.Url, "/shop/p/10"), Cancellation);
        Assert.Equal(asked, shop.Answers);
        await client.GetStringAsync(new Uri(cache.Url, "/shop/p/1"), Cancellation);
        Assert.Equal(asked + 1, shop.Answers);
    }

    [Fact]
    public async Task A_page_is_removed_by_PURGE_and_routes_by_BAN()
    {
        await using var shop = NewShop();
        await using var cache = await VarnishCache.StartAsync(shop.Port);
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);
        using var client = new HttpClient();
        string[] pages = ["/shop/p/1", "/shop/p/10", "/shop/q/1", "/shop/.*"];
        async Task<IEnumerable<string>> MissingAsync()
        {
            var missing = new List<string>();
            foreach (var page in pages)
            {
                var asked = shop.Answers;
                await client.GetStringAsync(new Uri(cache.Url, page), Cancellation);
                if (shop.Answers > asked)
                    missing.Add(page);
            }
            return missing;
        }
        Task<JobRun> ClearAsync(string route, CachePurgeMethod method) => StartAsync(new StepDefinition
        {
            Name = "clear",
            Action = new CacheClearAction
            {
                Rule = Template.Literal("shop"), Routes = [Template.Literal(route)], Method = method,
                BaseUri = Template.Literal(cache.Url.ToString()),
            },
        });
        Assert.Equal(pages, await MissingAsync());
        Assert.Empty(await MissingAsync());

        Assert.Null((await ClearAsync("/shop/p/1", CachePurgeMethod.Purge)).Error?.Actual);
        Assert.Equal(["/shop/p/1"], await MissingAsync());
        Assert.Null((await ClearAsync("/shop/p/*", CachePurgeMethod.Ban)).Error?.Actual);
        Assert.Equal(["/shop/p/1", "/shop/p/10"], await MissingAsync());
        Assert.Null((await ClearAsync("/shop/.*", CachePurgeMethod.Ban)).Error?.Actual);
        Assert.Equal(["/shop/.*"], await MissingAsync());
        Assert.Equal(nameof(Error.CacheTargetInvalid), (await ClearAsync("/shop/p/*", CachePurgeMethod.Purge)).Error!.Id);
        Assert.Equal(nameof(Error.CacheRouteOutside), (await ClearAsync("/blog/1", CachePurgeMethod.Purge)).Error!.Id);
        Assert.Empty(await MissingAsync());
    }

    [Fact]
    public async Task A_cache_that_knows_no_PURGE_is_an_error()
    {
        await using var shop = NewShop();
        await using var cache = await NginxCache.StartAsync(shop.Port, "limit_except GET { deny all; }");
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);

        var run = await StartAsync(new StepDefinition
        {
            Name = "clear",
            Action = new CacheClearAction
            {
                Rule = Template.Literal("shop"), Routes = [Template.Literal("/shop/p/1")], BaseUri = Template.Literal(cache.Url.ToString()),
            },
        });

        Assert.Equal((nameof(Error.CachePurgeRefused), "status 403"), (run.Error!.Id, run.Error.Actual));
        Assert.Null(Assert.Single(await Ledger.CacheRules.GetClearingsAsync(cancellation: Cancellation)).Removed);
    }

    async Task<JobRun> StartAsync(StepDefinition step) => await StartAsync(await RegisterAsync(step));

    [Fact]
    public async Task A_step_fails_where_the_test_does()
    {
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);

        var run = await StartAsync(await RegisterAsync(new StepDefinition
        {
            Name = "test",
            Action = new CacheTestAction { Rule = Template.Literal("shop"), BaseUri = Template.Literal("http://127.0.0.1:1") },
        }));

        Assert.Equal((nameof(Error.CacheTestFailed), ErrorKind.CheckFailed), (run.Error!.Id, run.Error.Kind));
    }

    [Fact]
    public async Task Files_are_found_by_their_paths_and_links_are_not_followed()
    {
        var folder = Folder.File("pages");
        foreach (var page in new[] { "shop/p/1.html", "shop/p/10.html", "shop/p/1/index.html", "blog/1.html" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, page))!);
            await File.WriteAllTextAsync(Path.Combine(folder, page), page, Cancellation);
        }
        Directory.CreateSymbolicLink(Path.Combine(folder, "shop", "link"), Path.Combine(folder, "blog"));
        var request = new CacheClearRequest
        {
            Rule = await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation), Routes = ["/shop/p/1"], Folder = folder, MaxShare = 50,
        };

        Assert.Equal(["/shop/p/1.html", "/shop/p/1/index.html"], await CacheClearer.ListAsync(request, Cancellation));
        Assert.Equal(
            ["/shop/p/1.html", "/shop/p/1/index.html", "/shop/p/10.html"],
            await CacheClearer.ListAsync(request with { Routes = ["/shop/*"], MaxShare = 100 }, Cancellation));
        var refused = await Assert.ThrowsAsync<JobOpsException>(
            () => CacheClearer.ListAsync(request with { Routes = ["/shop/*"] }, Cancellation));
        Assert.Equal(nameof(Error.CacheScopeTooWide), refused.Error.Id);
    }
}
