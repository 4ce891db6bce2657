using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>Cookies that no script reads, no other site has sent, and nobody on the way sees.</summary>
public sealed record CookiesCheck : SiteCheck
{
    /// <summary>Names of cookies that the answer has to set, the only ones that are looked at then; none for all that it sets.</summary>
    public IReadOnlyList<string> Names { get; internal set; } = [];

    /// <summary>Names of cookies that scripts of the site have to read: they may lack HttpOnly.</summary>
    public IReadOnlyList<string> ForScripts { get; internal set; } = [];
}

sealed class CookiesCheckKind : CheckKind<CookiesCheck>
{
    static readonly ListShape<string> s_names = new(new WordsShape(), "a list of names of cookies");

    public override string Name => "cookies";

    public override string Words => "Cookies with Secure (where the site is https), HttpOnly and SameSite.";

    internal override Shape<CookiesCheck> Shape { get; } = new BriefOrFullShape<Template, CookiesCheck>(
        CommonMembers.Template, url => new CookiesCheck { Url = url },
        new ObjectShape<CookiesCheck>("cookiesCheck", "The cookies that an answer sets.")
        {
            { "url", CommonMembers.Template, (it, value) => it.Url = value, SiteMembers.UrlWords, true },
            { "names", s_names, (it, value) => it.Names = value,
                "Cookies that the answer has to set, the only ones that are looked at then; all that it sets if left out." },
            { "forScripts", s_names, (it, value) => it.ForScripts = value,
                "Cookies that scripts of the site have to read, such as XSRF-TOKEN: they may lack HttpOnly." },
        }
        .WithSite());

    protected override string Describe(CookiesCheck check) => $"cookies of {check.Url.Text}";

    protected override void Check(CookiesCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        SiteMembers.Check(check, scope, path, problems);
}
