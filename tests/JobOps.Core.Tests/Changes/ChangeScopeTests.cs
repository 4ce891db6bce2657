using JobOps.Changes;

namespace JobOps.Core.Tests.Changes;

/// <summary>Two changes overlap where one could alter what the other does.</summary>
public class ChangeScopeTests
{
    [Theory]
    [InlineData("/shop/p/1", "/shop/p/1")]
    [InlineData("/shop/p/1", "/SHOP/p/1/")]
    [InlineData("/shop", "/shop/p/1")]
    [InlineData("/shop/*", "/shop/p/1")]
    [InlineData("/shop/*", "/shop")]
    [InlineData("/shop/*", "/shop/p/*")]
    [InlineData("/", "/etc/hosts")]
    [InlineData(@"C:\site\web.config", "c:/site/web.config")]
    [InlineData("cache.ttl", "cache.*")]
    [InlineData("job site-release", "Job Site-Release")]
    public void Both_ways(string one, string other)
    {
        Assert.Equal((one, other), ChangeScope.FindOverlap([one], [other]));
        Assert.Equal((other, one), ChangeScope.FindOverlap([other], [one]));
    }

    [Theory]
    [InlineData("/shop/p/1", "/shop/p/10")]
    [InlineData("/shop", "/shopping")]
    [InlineData("/shop/*", "/cart")]
    [InlineData("cache.ttl", "cache.ttl.max")]
    [InlineData("site", "site/web.config")]
    public void Beside_each_other(string one, string other)
    {
        Assert.Null(ChangeScope.FindOverlap([one], [other]));
        Assert.Null(ChangeScope.FindOverlap([other], [one]));
    }

    [Fact]
    public void The_pair_that_overlaps_is_named() =>
        Assert.Equal(("/b/c", "/b"), ChangeScope.FindOverlap(["/a", "/b/c"], ["/x", "/b"]));
}
