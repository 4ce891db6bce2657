using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>Files and folders that nobody but their owner, and their group where it may, can write.</summary>
public sealed record FilePermissionsCheck : CheckAction
{
    public Template Path { get; internal set; } = Template.Parse("");

    /// <summary>Regular expressions (.NET) of paths below it that are not looked at, nor what is below them.</summary>
    public IReadOnlyList<string> Ignore { get; internal set; } = [];

    /// <summary>Regular expressions (.NET) of paths below it that others may write.</summary>
    public IReadOnlyList<string> Allow { get; internal set; } = [];

    /// <summary>The group must not write either.</summary>
    public bool Group { get; internal set; }
}

sealed class FilePermissionsCheckKind : CheckKind<FilePermissionsCheck>
{
    public override string Name => "filePermissions";

    public override string Words => "Files and folders that no other account can write.";

    internal override Shape<FilePermissionsCheck> Shape { get; } = new BriefOrFullShape<Template, FilePermissionsCheck>(
        CommonMembers.Template, path => new FilePermissionsCheck { Path = path },
        new("filePermissionsCheck", "Files and folders that no other account can write.")
        {
            { "path", CommonMembers.Template, (it, value) => it.Path = value,
                "A file, or a folder with all that is below it; links in it are not followed.", true },
            { "ignore", CheckMembers.Patterns, (it, value) => it.Ignore = value, CheckMembers.IgnoreWords },
            { "allow", CheckMembers.Patterns, (it, value) => it.Allow = value,
                "Regular expressions (.NET) of paths below it, with slashes, that others may write." },
            { "group", new FlagShape(), (it, value) => it.Group = value,
                "Whether the group must not write either; false if left out. Windows has no such group." },
        });

    protected override string Describe(FilePermissionsCheck check) => $"who can write {check.Path.Text}";

    protected override void Check(FilePermissionsCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        problems.Required(check.Path, "a path", scope, $"{path}.path");
        CheckMembers.Check(check.Ignore, $"{path}.ignore", problems);
        CheckMembers.Check(check.Allow, $"{path}.allow", problems);
    }
}
