using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>Folders of a site whose content it does not list.</summary>
public sealed record DirectoryListingCheck : SiteCheck
{
    /// <summary>The folders, relative to the address.</summary>
    public IReadOnlyList<string> Paths { get; internal set; } = ["/"];
}

sealed class DirectoryListingCheckKind : CheckKind<DirectoryListingCheck>
{
    public override string Name => "directoryListing";

    public override string Words => "Folders of a site whose content it does not list.";

    internal override Shape<DirectoryListingCheck> Shape { get; } = new BriefOrFullShape<Template, DirectoryListingCheck>(
        CommonMembers.Template, url => new DirectoryListingCheck { Url = url },
        new ObjectShape<DirectoryListingCheck>("directoryListingCheck", "Folders of a site whose content it does not list.")
        {
            { "url", CommonMembers.Template, (it, value) => it.Url = value, SiteMembers.UrlWords, true },
            { "paths", new ListShape<string>(new WordsShape(), "a list of paths"), (it, value) => it.Paths = value,
                "Folders of the site, such as /uploads/; / if left out." },
        }
        .WithSite());

    protected override string Describe(DirectoryListingCheck check) => $"listings of {string.Join(", ", check.Paths)} at {check.Url.Text}";

    protected override void Check(DirectoryListingCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        SiteMembers.Check(check, scope, path, problems);
}
