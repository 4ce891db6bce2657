using JobOps.Measurements;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>What caches say of an answer. What none of them says is not known.</summary>
public sealed class CacheHeadersTests
{
    [Theory]
    // Examples of RFC 9211.
    [InlineData("Cache-Status", "ExampleCache; hit", CacheStatus.Hit)]
    [InlineData("Cache-Status", "OriginCache; hit; ttl=1100, \"CDN Company Here\"; hit; ttl=545", CacheStatus.Hit)]
    [InlineData("Cache-Status", "OriginCache; hit; ttl=1100, \"CDN; fwd=miss, Here\"; fwd=uri-miss", CacheStatus.Hit)]
    [InlineData("Cache-Status", "ExampleCache; fwd=uri-miss; stored", CacheStatus.Miss)]
    [InlineData("Cache-Status", "ExampleCache; fwd=stale; fwd-status=304", CacheStatus.Stale)]
    [InlineData("Cache-Status", "ExampleCache; hit; ttl=-412", CacheStatus.Stale)]
    [InlineData("Cache-Status", "ExampleCache; fwd=bypass", CacheStatus.Bypass)]
    [InlineData("Cache-Status", "ExampleCache; hit=?0; fwd=vary-miss", CacheStatus.Miss)]
    [InlineData("Cache-Status", "ExampleCache; detail=odd", null)]
    [InlineData("CF-Cache-Status", "HIT", CacheStatus.Hit)]
    [InlineData("CF-Cache-Status", "DYNAMIC", CacheStatus.Bypass)]
    [InlineData("CF-Cache-Status", "REVALIDATED", CacheStatus.Stale)]
    [InlineData("CF-Cache-Status", "NONE", null)]
    [InlineData("X-Cache", "Hit from cloudfront", CacheStatus.Hit)]
    [InlineData("X-Cache", "RefreshHit from cloudfront", CacheStatus.Stale)]
    [InlineData("X-Cache", "Error from cloudfront", null)]
    [InlineData("X-Cache", "MISS, HIT", CacheStatus.Hit)]
    [InlineData("X-Cache", "MISS, MISS", CacheStatus.Miss)]
    [InlineData("X-Cache", "TCP_MISS from proxy", CacheStatus.Miss)]
    [InlineData("X-Cache-Status", "BYPASS", CacheStatus.Bypass)]
    [InlineData("Age", "12", CacheStatus.Hit)]
    [InlineData("Age", "0", null)]
    [InlineData("Age", "soon", null)]
    [InlineData("Server", "HIT", null)]
    public void Each_says_it_in_its_own_words(string name, string value, CacheStatus? expected) =>
        Assert.Equal(expected, CacheHeaders.Status(header => header == name ? value : null));

    [Fact]
    public void The_standard_counts_more_than_what_servers_made_up() =>
        Assert.Equal(CacheStatus.Miss, CacheHeaders.Status(header => header switch
        {
            "Cache-Status" => "edge; fwd=miss",
            "X-Cache" => "HIT",
            _ => null,
        }));
}
