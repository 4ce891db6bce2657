using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>Headers with which a site has a browser protect those who use it.</summary>
public sealed record SecurityHeadersCheck : SiteCheck
{
    /// <summary>Regular expressions (.NET) by the names of headers; for one of the usual headers, in the place of what is usual.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Require { get; internal set; } = [];

    /// <summary>Names of usual headers that are not looked at.</summary>
    public IReadOnlyList<string> Except { get; internal set; } = [];
}

sealed class SecurityHeadersCheckKind : CheckKind<SecurityHeadersCheck>
{
    public override string Name => "securityHeaders";

    public override string Words => "Headers with which a site has a browser protect those who use it, and none that tells its versions.";

    internal override Shape<SecurityHeadersCheck> Shape { get; } = new BriefOrFullShape<Template, SecurityHeadersCheck>(
        CommonMembers.Template, url => new SecurityHeadersCheck { Url = url },
        new ObjectShape<SecurityHeadersCheck>("securityHeadersCheck", "The headers of an answer that protect those who use a site.")
        {
            { "url", CommonMembers.Template, (it, value) => it.Url = value, SiteMembers.UrlWords, true },
            { "require", new MapShape<string>(NameRule.Header, new PatternShape(), "an object of headers and regular expressions"),
                (it, value) => it.Require = value,
                "Headers that the answer has to have, with what they have to match; for a usual one in the place of what is usual." },
            { "except", new ListShape<string>(new NameShape(NameRule.Header), "a list of names of headers"),
                (it, value) => it.Except = value, "Usual headers that are not looked at." },
        }
        .WithSite());

    protected override string Describe(SecurityHeadersCheck check) => $"security headers of {check.Url.Text}";

    protected override void Check(SecurityHeadersCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        SiteMembers.Check(check, scope, path, problems);
        foreach (var (name, pattern) in check.Require)
            problems.Pattern(pattern, JsonPath.Member($"{path}.require", name));
    }
}
