using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>What a site answers. Its kinds share how it is asked.</summary>
public abstract record SiteCheck : CheckAction
{
    public Template Url { get; internal set; } = Template.Parse("");

    /// <summary>Headers that are sent. A place for secrets of the environment, such as the cookie of somebody who is logged in.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>> Send { get; internal set; } = [];

    /// <summary>A file with the certificates of the only authority that is trusted; null for those of the system.</summary>
    public Template? Authority { get; internal set; }
}

/// <summary>The members that kinds of checks of a site share.</summary>
static class SiteMembers
{
    public const string UrlWords = "Absolute http or https URL.";

    public const string AuthorityWords =
        "File with the certificates (PEM) of an own authority, the only one that is trusted then; those of the system if left out.";

    /// <summary>Adds what can be said of each site.</summary>
    public static ObjectShape<T> WithSite<T>(this ObjectShape<T> shape) where T : SiteCheck, new()
    {
        shape.Add("send", new MapShape<Template>(NameRule.Header, CommonMembers.Template, "an object of headers and their values"),
            (it, value) => it.Send = value, "Headers that are sent. A place for secrets of the environment.");
        shape.Add("authority", CommonMembers.Template, (it, value) => it.Authority = value, AuthorityWords);
        return shape;
    }

    public static void Check(SiteCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        CheckMembers.Address(check.Url, scope, $"{path}.url", problems);
        foreach (var (name, value) in check.Send)
            problems.Placeholders(value, scope.WithSecrets(), JsonPath.Member($"{path}.send", name));
        if (check.Authority is { } authority)
            problems.Required(authority, "the path of a file", scope, $"{path}.authority");
    }
}
