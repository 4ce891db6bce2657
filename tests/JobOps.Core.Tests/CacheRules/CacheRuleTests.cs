using System.Text;
using JobOps.CacheRules;

namespace JobOps.Core.Tests.CacheRules;

/// <summary>What a rule has to fulfil, which routes and keys it means, and where two of them contradict each other.</summary>
public class CacheRuleTests
{
    static readonly CacheRule s_rule = new()
    {
        Name = "shop", Match = "/shop/*", BypassWhen = new() { Cookie = ["session"], Query = ["preview"] }, Ttl = TimeSpan.FromMinutes(10),
        ShouldCache = ["/shop/p/1"], ShouldNotCache = ["/cart"], Key = "page:{route}", Why = "speed",
    };

    static readonly Dictionary<string, string> s_nobody = [];

    static IEnumerable<string> Wrong(CacheRule rule) => CacheRuleProblems.Of(rule).Select(problem => problem.Member);

    [Fact]
    public void A_rule_without_mistakes_has_none() => Assert.Empty(Wrong(s_rule));

    [Fact]
    public void Each_mistake_is_told_by_its_member()
    {
        Assert.Equal(["name"], Wrong(s_rule with { Name = "a b" }));
        Assert.Equal(["match", "shouldCache"], Wrong(s_rule with { Match = "shop" }));
        Assert.Equal(["ttl"], Wrong(s_rule with { Ttl = TimeSpan.FromMilliseconds(1500) }));
        Assert.Equal(["ttl"], Wrong(s_rule with { Ttl = TimeSpan.Zero }));
        Assert.Equal(["why"], Wrong(s_rule with { Why = " " }));
        Assert.Equal(["key"], Wrong(s_rule with { Key = "page:" }));
        Assert.Equal(["shouldCache"], Wrong(s_rule with { ShouldCache = [] }));
        Assert.Equal(["shouldCache"], Wrong(s_rule with { ShouldCache = ["/blog/1"] }));
        Assert.Equal(["shouldCache"], Wrong(s_rule with { ShouldCache = ["/shop/*"] }));
        Assert.Equal(["shouldCache"], Wrong(s_rule with { ShouldCache = ["/shop/p/1?preview=1"] }));
        Assert.Equal(["shouldNotCache"], Wrong(s_rule with { ShouldNotCache = ["/shop/p/1"] }));
        Assert.Equal(["bypassWhen.header"], Wrong(s_rule with { BypassWhen = new() { Header = ["a b"] } }));
        Assert.Equal(["bypassWhen.cookie"], Wrong(s_rule with { BypassWhen = new() { Cookie = ["session=1"] } }));
    }

    [Theory]
    [InlineData("/shop/*", "/shop/p/1", true)]
    [InlineData("/shop/*", "/shop/p/*", true)]
    [InlineData("/shop/p/*", "/shop/*", false)]
    [InlineData("/shop/p/1", "/shop/p/10", false)]
    [InlineData("/shop/p/1", "/shop/p/1?x=2", true)]
    [InlineData("/shop/p/1?*", "/shop/p/1?x=2", true)]
    [InlineData("/shop/p/1?*", "/shop/p/1", false)]
    [InlineData("/*/edit", "/a/b/edit", true)]
    [InlineData("/a.c", "/abc", false)]
    [InlineData("/[ab]", "/a", false)]
    public void A_pattern_means_routes(string pattern, string route, bool matches) =>
        Assert.Equal(matches, RoutePattern.Matches(pattern, route));

    [Theory]
    [InlineData("page:{route}", "/shop/p/1", "page:/shop/p/1", true)]
    [InlineData("page:{route}", "/shop/p/1", "page:/shop/p/10", false)]
    [InlineData("page:{route}", "/shop/p/1", "old:page:/shop/p/1", false)]
    [InlineData("*:{route}", "/shop/p/*", "de:/shop/p/1", true)]
    [InlineData("page:{{route}}", "/shop/p/1", "page:{/shop/p/1}", true)]
    [InlineData("{route}", "/ü", "/ü", true)]
    public void A_key_is_matched_from_begin_to_end(string key, string route, string of, bool matches) =>
        Assert.Equal(matches, CacheKeyPattern.Of(key, route).Matches(Encoding.UTF8.GetBytes(of)));

    [Fact]
    public void What_Redis_takes_for_a_pattern_is_escaped_and_a_star_is_none() =>
        Assert.Equal(@"p:/a\?b\[c\]\^\\*", CacheKeyPattern.Of("p:{route}", @"/a?b[c]^\*").ForRedis());

    [Fact]
    public void A_request_passes_the_cache_by_for_a_cookie_a_header_or_a_parameter()
    {
        var bypass = s_rule.BypassWhen with { Header = ["Authorization"] };

        Assert.False(bypass.Applies("/shop/p/1", s_nobody));
        Assert.True(bypass.Applies("/shop/p/1?a=b&preview", s_nobody));
        Assert.True(bypass.Applies("/", new Dictionary<string, string> { ["cookie"] = "a=b; session=x" }));
        Assert.False(bypass.Applies("/", new Dictionary<string, string> { ["Cookie"] = "nosession=x" }));
        Assert.True(bypass.Applies("/", new Dictionary<string, string> { ["authorization"] = "x" }));
    }

    [Fact]
    public void Two_rules_contradict_each_other_on_an_example()
    {
        var other = s_rule with { Name = "other", Match = "/shop/p/*", ShouldNotCache = [] };

        Assert.Null(CacheContradiction.Of(s_rule, "/shop/p/1", s_rule with { Ttl = TimeSpan.FromHours(1) }));
        Assert.Null(CacheContradiction.Of(s_rule, "/shop/p/1", other));
        Assert.Null(CacheContradiction.Of(s_rule, "/shop/p/1", other with { Match = "/blog/*" }));
        Assert.Contains(
            "3600 s", CacheContradiction.Of(s_rule, "/shop/p/1", other with { Ttl = TimeSpan.FromHours(1) }), StringComparison.Ordinal);
        Assert.NotNull(CacheContradiction.Of(s_rule, "/shop/p/1", other with { Match = "/blog/*", ShouldNotCache = ["/shop/p/1"] }));
        Assert.NotNull(CacheContradiction.Of(s_rule, "/cart", other with { Match = "/*" }));
        Assert.Null(CacheContradiction.Of(s_rule, "/cart", other with { Match = "/*", ShouldNotCache = ["/cart"] }));
    }

    [Theory]
    [InlineData("127.0.0.1:6380", "redis 127.0.0.1:6380/0")]
    [InlineData("cache", "redis cache:6379/0")]
    [InlineData("a:1,b:2/3", "redis a:1,b:2/3")]
    [InlineData("[::1]:7000", "redis [::1]:7000/0")]
    [InlineData("", null)]
    [InlineData("a:0", null)]
    [InlineData("a:x", null)]
    [InlineData("a/x", null)]
    [InlineData("redis://a", null)]
    public void A_Redis_is_named_by_host_and_port(string text, string? shown) => Assert.Equal(shown, RedisPlace.TryParse(text)?.ToString());

    [Fact]
    public void A_password_is_shown_nowhere() =>
        Assert.DoesNotContain("hidden", (RedisPlace.TryParse("a")! with { Password = "hidden" }).ToString(), StringComparison.Ordinal);
}
