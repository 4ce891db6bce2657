using JobOps.Backups;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Restores a backup into a folder.</summary>
public sealed record RestoreAction : StepAction
{
    /// <summary>The archive.</summary>
    public required Template From { get; init; }

    /// <summary>The folder that it is restored into.</summary>
    public required Template To { get; init; }

    /// <summary>Restore although there is something in the folder; what has the name of something restored is kept beside.</summary>
    public bool Force { get; init; }

    /// <summary>The SHA-256 that the archive must have; null for that of its record.</summary>
    public Template? Sha256 { get; init; }

    public IReadOnlyList<Template> DecryptWith { get; init; } = [];

    public bool AllowOutsideLinks { get; init; }

    /// <summary>Added to the environment of the command. The only place where a secret parameter may stand.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();
}

/// <summary>The kind <c>restore</c>. Its result is a <see cref="RestoredBackup"/>.</summary>
sealed class RestoreKind : TypedStepKind<RestoreAction, RestoreDocument>
{
    static readonly ObjectShape<RestoreDocument> s_restore = new("restore", "Restores a backup into a folder.")
    {
        { "from", CommonMembers.Template, (it, value) => it.From = value,
            "The archive.", true },
        { "to", CommonMembers.Template, (it, value) => it.To = value,
            "The folder that it is restored into; it is made where it is not there.", true },
        { "force", new FlagShape(), (it, value) => it.Force = value,
            "Restore although the folder is not empty; what has the same name is kept under another one. False if left out." },
        { "sha256", CommonMembers.Template, (it, value) => it.Sha256 = value,
            "The SHA-256 that the archive must have; that of its record if left out." },
        { "decryptWith", BackupMembers.Words, (it, value) => it.DecryptWith = value,
            "A program and its arguments that decrypt what they read." },
        { "allowOutsideLinks", new FlagShape(), (it, value) => it.AllowOutsideLinks = value,
            "Restore links that lead out of the folder as they are. False if left out: they are refused." },
    };

    public override string Name => "restore";

    internal override IReadOnlyList<string> Companions => [CommonMembers.Environment];

    internal override (Shape<RestoreDocument> Shape, string Words) Member => (s_restore, "Restores a backup into a folder.");

    internal override RestoreAction Read(RestoreDocument work, ActionDocument document) => new()
    {
        From = work.From, To = work.To, Force = work.Force, Sha256 = work.Sha256, DecryptWith = work.DecryptWith,
        AllowOutsideLinks = work.AllowOutsideLinks, Environment = document.Variables,
    };

    internal override void Check(RestoreAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        check.Variables(action.Environment, scope.WithSecrets(), $"{path}.environment");
        path = $"{path}.restore";
        check.Required(action.From, "an archive", scope, $"{path}.from");
        check.Required(action.To, "a folder", scope, $"{path}.to");
        if (action.Sha256 is { } sha256)
            check.Required(sha256, "a SHA-256", scope, $"{path}.sha256");
        BackupMembers.Check(action.DecryptWith, scope, $"{path}.decryptWith", check);
    }

    protected override string Describe(RestoreAction action, Func<Template, string> fill) => string.Join(' ', [
        "jobops backup restore", Next.Posix(fill(action.From)), .. BackupMembers.Option("--to", action.To, fill),
        .. BackupMembers.Option("--sha256", action.Sha256, fill), .. BackupMembers.Option("--decrypt-with", action.DecryptWith, fill),
        .. action.Force ? ["--force"] : (string[])[],
    ]);

    protected override Type ResultType(RestoreAction action) => typeof(RestoredBackup);
}

/// <summary>What stands behind <c>restore</c> in a job file.</summary>
sealed class RestoreDocument
{
    public Template From { get; set; } = Template.Parse("");
    public Template To { get; set; } = Template.Parse("");
    public bool Force { get; set; }
    public Template? Sha256 { get; set; }
    public IReadOnlyList<Template> DecryptWith { get; set; } = [];
    public bool AllowOutsideLinks { get; set; }
}
