using JobOps.CacheRules;
using JobOps.Jobs;
using JobOps.Ledger;
using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Cache rules as steps: what is stored of them, how they are read, and what a rollback has to do about them.</summary>
public class CacheKindTests
{
    const string Rule =
        """ "cacheRule": { "name": "n", "match": "/a/*", "ttl": "10m", "shouldCache": ["/a/1"], "why": "w", "key": "{route}" } """;

    const string Test = """ "cacheTest": { "rule": "n", "baseUri": "http://x/", "loggedIn": { "Cookie": "env:ANNA" } } """;

    const string Clear =
        """ "cacheClear": { "rule": "n", "routes": ["/a/1"], "redis": { "at": "h:1", "password": "env:P" }, "keepForUndo": true } """;

    [Theory]
    [InlineData(Rule, "cacheRule")]
    [InlineData(Test, "cacheTest")]
    [InlineData(Clear, "cacheClear")]
    public void Each_is_stored_and_read_again(string member, string kind)
    {
        var action = Read(Step(member)).Steps[0].Action;

        var stored = LedgerJson.Read<StepAction>(LedgerJson.Write(action));

        Assert.Equal(LedgerJson.Write(action), LedgerJson.Write(stored));
        Assert.Contains($"\"kind\":\"{kind}\"", LedgerJson.Write(action), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_for_an_undo_has_one_and_nothing_else_does()
    {
        var kept = Read(Step(Clear)).Steps[0];

        Assert.False(kept.HasNothingToUndo);
        Assert.Equal("h:1", Assert.IsType<CacheRestoreAction>(LedgerJson.Read<StepAction>(LedgerJson.Write(kept.Undo))).Redis.At.Text);
        Assert.True(Read(Step(Clear.Replace(""", "keepForUndo": true""", "", StringComparison.Ordinal))).Steps[0].HasNothingToUndo);
        Assert.True(Read(Step(Rule)).Steps[0].HasNothingToUndo);
        Assert.True(Read(Step(Test)).Steps[0].HasNothingToUndo);
    }

    [Theory]
    [InlineData(Rule, "jobops cache rule register n --match '/a/*'")]
    [InlineData(Test, "jobops cache test n --base-uri http://x/")]
    [InlineData(Clear, "jobops cache clear n --route /a/1 --redis h:1 --keep-for-undo")]
    [InlineData(
        """ "cacheClear": { "rule": "n", "routes": ["/a/*"], "folder": "/c d" } """, "jobops cache clear n --route '/a/*' --folder '/c d'")]
    public void A_person_reads_it_as_a_command(string member, string words)
    {
        var action = Read(Step(member)).Steps[0].Action;

        Assert.Equal(words, StepKind.Of(action).Describe(action, template => template.Text));
    }

    [Fact]
    public void The_result_of_a_test_is_the_test()
    {
        var action = Read(Step(Test)).Steps[0].Action;

        Assert.Equal(typeof(CacheRuleTest), StepKind.Of(action).ResultType(action));
    }

    [Theory]
    [InlineData(""" "cacheClear": { "rule": "n", "routes": ["/a"] } """, "found none of them")]
    [InlineData(""" "cacheClear": { "rule": "n", "routes": ["a"], "redis": "h" } """, "a path that begins with '/'")]
    [InlineData(""" "cacheClear": { "rule": "n", "routes": ["/a"], "redis": "h:x" } """, "host:port")]
    [InlineData(""" "cacheClear": { "rule": "n", "routes": ["/a"], "folder": "f", "keepForUndo": true } """, "keepForUndo")]
    [InlineData(
        """ "cacheClear": { "rule": "n", "routes": ["/a"], "redis": { "at": "h", "password": "hidden" } } """, "found a plain text")]
    [InlineData(""" "cacheTest": { "rule": "n", "baseUri": "x" } """, "an absolute http or https URL")]
    [InlineData(
        """ "cacheTest": { "rule": "n", "baseUri": "http://x", "loggedIn": { "Cookie": "session=hidden" } } """, "found a plain text")]
    [InlineData(
        """ "cacheRule": { "name": "n", "match": "/a", "ttl": "10m", "shouldCache": ["/b"], "why": "w" } """,
        "a page that the rule is about")]
    public void What_is_wrong_is_told(string member, string words)
    {
        var mistakes = string.Join('\n', MistakesIn(Step(member)));

        Assert.Contains(words, mistakes, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", mistakes, StringComparison.Ordinal);
    }
}
