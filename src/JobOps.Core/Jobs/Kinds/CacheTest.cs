using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>Holds a cache rule against a site.</summary>
public sealed record CacheTestAction : StepAction
{
    public required Template Rule { get; init; }

    public required Template BaseUri { get; init; }

    /// <summary>Headers of somebody who is logged in, their values references or secrets.</summary>
    public IReadOnlyDictionary<string, Template> LoggedIn { get; init; } = new Dictionary<string, Template>();

    /// <summary>The same of somebody else.</summary>
    public IReadOnlyDictionary<string, Template> SecondUser { get; init; } = new Dictionary<string, Template>();
}

/// <summary>The kind <c>cacheTest</c>. Its result is a <see cref="CacheRuleTest"/>; it fails where the test does.</summary>
sealed class CacheTestKind : TypedStepKind<CacheTestAction, CacheTestDocument>
{
    static readonly MapShape<Template> s_headers =
        new(NameRule.Header, CommonMembers.Template, "an object of headers and references to their values");

    static readonly ObjectShape<CacheTestDocument> s_test = new("cacheTest", "Asks a site for the examples of a cache rule.")
    {
        { "rule", CommonMembers.Template, (it, value) => it.Rule = value, "The name of the rule.", true },
        { "baseUri", CommonMembers.Template, (it, value) => it.BaseUri = value,
            "Where the site is: an absolute http or https URL.", true },
        { "loggedIn", s_headers, (it, value) => it.LoggedIn = value,
            "Headers of somebody who is logged in; each a reference such as env:SHOP_COOKIE, or a secret." },
        { "secondUser", s_headers, (it, value) => it.SecondUser = value, "The same of somebody else who is logged in." },
    };

    public override string Name => "cacheTest";

    public override bool IsReadOnly => true;

    internal override (Shape<CacheTestDocument> Shape, string Words) Member => (s_test, "Holds a cache rule against a site.");

    internal override CacheTestAction Read(CacheTestDocument work, ActionDocument document) => new()
    {
        Rule = work.Rule, BaseUri = work.BaseUri,
        LoggedIn = CacheMembers.ToDictionary(work.LoggedIn), SecondUser = CacheMembers.ToDictionary(work.SecondUser),
    };

    internal override void Check(CacheTestAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        path = $"{path}.{Name}";
        check.Required(action.Rule, "the name of a cache rule", scope, $"{path}.rule");
        CacheMembers.Address(action.BaseUri, scope, $"{path}.baseUri", check);
        foreach (var (member, headers) in new[] { ("loggedIn", action.LoggedIn), ("secondUser", action.SecondUser) })
            foreach (var (name, value) in headers)
                CacheMembers.Secret(value, scope, JsonPath.Member($"{path}.{member}", name), check);
    }

    protected override string Describe(CacheTestAction action, Func<Template, string> fill) =>
        $"jobops cache test {Next.Posix(fill(action.Rule))} --base-uri {Next.Posix(fill(action.BaseUri))}";

    protected override Type ResultType(CacheTestAction action) => typeof(CacheRuleTest);
}

/// <summary>What stands behind <c>cacheTest</c> in a job file.</summary>
sealed class CacheTestDocument
{
    public Template Rule { get; set; } = Template.Parse("");
    public Template BaseUri { get; set; } = Template.Parse("");
    public IReadOnlyList<KeyValuePair<string, Template>> LoggedIn { get; set; } = [];
    public IReadOnlyList<KeyValuePair<string, Template>> SecondUser { get; set; } = [];
}
