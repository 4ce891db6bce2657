using JobOps.Backups;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>A backup of files and folders, or of the output of a command.</summary>
public sealed record BackupAction : StepAction
{
    /// <summary>Files and folders; or none, where the output of a command is kept.</summary>
    public IReadOnlyList<Template> Paths { get; init; } = [];

    /// <summary>A program and its arguments, whose output is kept; or none.</summary>
    public IReadOnlyList<Template> Command { get; init; } = [];

    /// <summary>The folder of the archives.</summary>
    public required Template To { get; init; }

    /// <summary>What it is a backup of; null for the name of the first path or of the program.</summary>
    public Template? Name { get; init; }

    /// <summary>The folder that the paths lie in; null for the nearest that they share.</summary>
    public Template? Root { get; init; }

    /// <summary>What the output of the command is called in the archive.</summary>
    public Template? OutputName { get; init; }

    public int? Keep { get; init; }

    public TimeSpan? KeepFor { get; init; }

    public IReadOnlyList<Template> EncryptWith { get; init; } = [];

    public bool AllowOutsideLinks { get; init; }

    public bool RefuseChanged { get; init; }

    /// <summary>Added to the environment of the commands. The only place where a secret parameter may stand.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();
}

/// <summary>The kind <c>backup</c>. Its result is a <see cref="Backups.Backup"/>.</summary>
sealed class BackupKind : TypedStepKind<BackupAction, BackupDocument>
{
    const string Paths = "paths";
    const string Command = "command";

    static readonly ObjectShape<BackupDocument> s_backup = new ObjectShape<BackupDocument>("backup", "A backup: an archive in a folder.")
    {
        { Paths, new ListShape<Template>(CommonMembers.Template, "a list of files and folders"), (it, value) => it.Paths = value,
            "Files and folders; this or command." },
        { Command, BackupMembers.Words, (it, value) => it.Command = value,
            "A program and its arguments, whose output is kept; never through a shell." },
        { "to", CommonMembers.Template, (it, value) => it.To = value,
            "The folder of the archives; it is made where it is not there.", true },
        { "name", CommonMembers.Template, (it, value) => it.Name = value,
            "What it is a backup of; the name of the first path or of the program if left out." },
        { "root", CommonMembers.Template, (it, value) => it.Root = value,
            "The folder that the paths of the archive begin at; the nearest that all lie in if left out. With paths." },
        { "outputName", CommonMembers.Template, (it, value) => it.OutputName = value,
            "What the output is called in the archive; output if left out. With command." },
        { "keep", new WholeNumberShape(1, NewBackup.MostKept), (it, value) => it.Keep = value,
            "So many good archives of this name stay; all if left out." },
        { "keepFor", new AgeShape(), (it, value) => it.KeepFor = value,
            "Older archives of this name go, but never the newest good one; none if left out." },
        { "encryptWith", BackupMembers.Words, (it, value) => it.EncryptWith = value,
            "A program and its arguments that encrypt what they read." },
        { "allowOutsideLinks", new FlagShape(), (it, value) => it.AllowOutsideLinks = value,
            "Keep links that lead out of the root as they are. False if left out: they are refused." },
        { "refuseChanged", new FlagShape(), (it, value) => it.RefuseChanged = value,
            "Fail where a file was altered while it was read. False if left out: it is named." },
    }.ExactlyOneOf(Paths, Command);

    public override string Name => "backup";

    public override bool NeedsNoUndo => true;

    internal override IReadOnlyList<string> Companions => [CommonMembers.Environment];

    internal override (Shape<BackupDocument> Shape, string Words) Member =>
        (s_backup, "A backup of files and folders, or of the output of a command.");

    internal override BackupAction Read(BackupDocument work, ActionDocument document) => new()
    {
        Paths = work.Paths, Command = work.Command, To = work.To, Name = work.Name, Root = work.Root, OutputName = work.OutputName,
        Keep = work.Keep, KeepFor = work.KeepFor, EncryptWith = work.EncryptWith, AllowOutsideLinks = work.AllowOutsideLinks,
        RefuseChanged = work.RefuseChanged, Environment = document.Variables,
    };

    internal override void Check(BackupAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        check.Variables(action.Environment, scope.WithSecrets(), $"{path}.environment");
        path = $"{path}.backup";
        for (var index = 0; index < action.Paths.Count; index++)
            check.Required(action.Paths[index], "a path", scope, JsonPath.Item($"{path}.paths", index));
        BackupMembers.Check(action.Command, scope, $"{path}.command", check);
        BackupMembers.Check(action.EncryptWith, scope, $"{path}.encryptWith", check);
        check.Required(action.To, "a folder", scope, $"{path}.to");
        foreach (var (member, template) in new[] { ("name", action.Name), ("root", action.Root), ("outputName", action.OutputName) })
            if (template is not null)
                check.Required(template, "a text", scope, $"{path}.{member}");
        if (action.Paths.Count == 0 && action.Root is not null)
            check.Add($"{path}.root", "none, because nothing but paths has a root", "one beside a command");
        if (action.Command.Count == 0 && action.OutputName is not null)
            check.Add($"{path}.outputName", "none, because paths have their own names", "one beside paths");
        if (action.Keep is { } keep)
            check.Range(keep, 1, NewBackup.MostKept, $"{path}.keep");
        if (action.KeepFor <= TimeSpan.Zero)
            check.Add($"{path}.keepFor", Age.Words, $"{action.KeepFor:c}");
    }

    protected override string Describe(BackupAction action, Func<Template, string> fill) => string.Join(' ', [
        "jobops backup new", .. action.Paths.Select(path => Next.Posix(fill(path))),
        .. BackupMembers.Option("--to", action.To, fill), .. BackupMembers.Option("--name", action.Name, fill),
        .. BackupMembers.Option("--root", action.Root, fill), .. BackupMembers.Option("--output-name", action.OutputName, fill),
        .. BackupMembers.Option("--encrypt-with", action.EncryptWith, fill),
        .. action.Command.Select(word => Next.Posix(fill(word))).Prepend(action.Command.Count > 0 ? "--" : ""),
    ]).TrimEnd();

    protected override Type ResultType(BackupAction action) => typeof(Backups.Backup);
}

/// <summary>What stands behind <c>backup</c> in a job file.</summary>
sealed class BackupDocument
{
    public IReadOnlyList<Template> Paths { get; set; } = [];
    public IReadOnlyList<Template> Command { get; set; } = [];
    public Template To { get; set; } = Template.Parse("");
    public Template? Name { get; set; }
    public Template? Root { get; set; }
    public Template? OutputName { get; set; }
    public int? Keep { get; set; }
    public TimeSpan? KeepFor { get; set; }
    public IReadOnlyList<Template> EncryptWith { get; set; } = [];
    public bool AllowOutsideLinks { get; set; }
    public bool RefuseChanged { get; set; }
}

/// <summary>What backing up and restoring share.</summary>
static class BackupMembers
{
    /// <summary>A program and its arguments.</summary>
    public static ListShape<Template> Words { get; } =
        new(CommonMembers.Template, "a list of texts: a program, and its arguments if it takes any");

    public static void Check(IReadOnlyList<Template> command, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        for (var index = 0; index < command.Count; index++)
        {
            var at = JsonPath.Item(path, index);
            if (index == 0)
                check.Required(command[0], "a program", scope, at);
            else
                check.Placeholders(command[index], scope, at);
        }
    }

    /// <summary>An option of <c>jobops</c> and its value; nothing where there is none.</summary>
    public static IEnumerable<string> Option(string name, Template? value, Func<Template, string> fill) =>
        value is null ? [] : [name, Next.Posix(fill(value))];

    /// <summary>The same for a program and its arguments, which are one value.</summary>
    public static IEnumerable<string> Option(string name, IReadOnlyList<Template> words, Func<Template, string> fill) =>
        words.Count == 0 ? [] : [name, Next.Posix(string.Join(' ', words.Select(word => Next.Posix(fill(word)))))];
}
