using JobOps.Errors;
using JobOps.Harness;
using JobOps.Jobs;

namespace JobOps.Core.Tests.CacheRules;

/// <summary>Files of cache rules are read strictly, and every mistake is told with its line.</summary>
public sealed class CacheRuleFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Write(string text)
    {
        var path = Path.Combine(_folder.Path, "shop.cacherules.json");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void A_file_has_rules()
    {
        var rules = CacheRuleFile.Read(Write(
            """
            {
              // Comments are allowed.
              "$schema": "cacherules.schema.json",
              "rules": [
                {
                  "name": "products", "match": "/shop/*", "ttl": "7d", "key": "page:{route}", "why": "speed",
                  "bypassWhen": { "cookie": ["session"], "header": ["Authorization"], "query": ["preview"] },
                  "shouldCache": ["/shop/p/1"], "shouldNotCache": ["/cart", "/account"]
                },
                { "name": "assets", "match": "/assets/*", "ttl": "365d", "shouldCache": ["/assets/a.css"], "why": "they never change" }
              ]
            }
            """));

        Assert.Equal(["products", "assets"], rules.Select(rule => rule.Name));
        Assert.Equal((TimeSpan.FromDays(7), "page:{route}"), (rules[0].Ttl, rules[0].Key));
        Assert.Equal(["session"], rules[0].BypassWhen.Cookie);
        Assert.Equal(["/cart", "/account"], rules[0].ShouldNotCache);
    }

    [Theory]
    [InlineData("""{ "rules": [ { "name": "a", "mach": "/" } ] }""", "$.rules[0].mach: expected 'match' (did you mean that?)")]
    [InlineData("""{ "rules": [] }""", "$.rules: expected a list of cache rules")]
    [InlineData("""{ }""", "$.rules: expected")]
    [InlineData(
        """{ "rules": [ { "name": "a", "match": "/a", "ttl": "1h", "shouldCache": ["/b"], "why": "w" } ] }""",
        "(1,72): $.rules[0].shouldCache: expected a page that the rule is about: /a, found '/b'")]
    [InlineData(
        """
        { "rules": [ { "name": "a", "match": "/a", "ttl": "1h", "shouldCache": ["/a"], "why": "w" },
          { "name": "A", "match": "/b", "ttl": "1h", "shouldCache": ["/b"], "why": "w" } ] }
        """, "(2,13): $.rules[1].name: expected a name that no other rule has, found 'A'")]
    public void Each_mistake_is_told_with_its_place(string text, string mistake)
    {
        var path = Write(text);

        var error = Assert.Throws<JobOpsException>(() => CacheRuleFile.Read(path)).Error;

        Assert.Equal(nameof(Error.CacheRuleFileInvalid), error.Id);
        Assert.Contains(mistake, error.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error() =>
        Assert.Equal(
            nameof(Error.CacheRuleFileNotFound),
            Assert.Throws<JobOpsException>(() => CacheRuleFile.Read(Path.Combine(_folder.Path, "none.cacherules.json"))).Error.Id);

    /// <summary>After a change of the form, <c>JOBOPS_UPDATE=1</c> writes the schema anew.</summary>
    [Fact]
    public void The_committed_schema_is_current()
    {
        var path = Checkout.PathOf(CacheRuleSchema.RelativePath);
        if (Environment.GetEnvironmentVariable("JOBOPS_UPDATE") == "1")
            File.WriteAllText(path, CacheRuleSchema.Generate());

        Assert.Equal(CacheRuleSchema.Generate(), File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
