using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>A limit of uploads that a real upload meets.</summary>
public sealed record UploadLimitCheck : SiteCheck
{
    /// <summary>The size from which on an upload has to be refused, as <see cref="ByteSize"/> reads it.</summary>
    public Template Limit { get; internal set; } = Template.Parse("");

    /// <summary>The name of the form's field.</summary>
    public string Field { get; internal set; } = "file";
}

sealed class UploadLimitCheckKind : CheckKind<UploadLimitCheck>
{
    public override string Name => "uploadLimit";

    public override string Words => "A limit of uploads: a real one above it is refused, and one well below it is not.";

    internal override Shape<UploadLimitCheck> Shape { get; } = new ObjectShape<UploadLimitCheck>(
        "uploadLimitCheck", "Two real uploads (POST, multipart/form-data): one above a limit, and one of half of it.")
        {
            { "url", CommonMembers.Template, (it, value) => it.Url = value, SiteMembers.UrlWords, true },
            { "limit", CommonMembers.Template, (it, value) => it.Limit = value,
                "The largest upload that is taken: 2MB, or 2MiB for what nginx and PHP call 2m.", true },
            { "field", new WordsShape(), (it, value) => it.Field = value, "The field of the form; file if left out." },
        }
        .WithSite();

    protected override string Describe(UploadLimitCheck check) => $"uploads of more than {check.Limit.Text} to {check.Url.Text}";

    protected override void Check(UploadLimitCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        SiteMembers.Check(check, scope, path, problems);
        problems.Required(check.Limit, "a size", scope, $"{path}.limit");
        if (!check.Limit.Placeholders.Any() && !ByteSize.TryParse(check.Limit.Text, out _))
            problems.Add($"{path}.limit", ByteSize.Words, JobDefinitionRules.Quote(check.Limit.Text));
    }
}
