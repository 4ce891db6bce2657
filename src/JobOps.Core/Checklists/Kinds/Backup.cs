using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>A backup that is young enough, and was restored in a test.</summary>
public sealed record BackupCheck : CheckAction
{
    /// <summary>The folder of archives.</summary>
    public Template To { get; internal set; } = Template.Parse("");

    /// <summary>What it is a backup of; null for each that the folder has.</summary>
    public string? BackupName { get; internal set; }

    public TimeSpan MaxAge { get; internal set; }

    /// <summary>It has to have been restored in a test.</summary>
    public bool Tested { get; internal set; } = true;
}

sealed class BackupCheckKind : CheckKind<BackupCheck>
{
    public override string Name => "backup";

    public override string Words => "A backup that is young enough, and was restored in a test.";

    internal override Shape<BackupCheck> Shape { get; } =
        new ObjectShape<BackupCheck>("backupCheck", "A backup that is young enough, and was restored in a test.")
        {
            { "to", CommonMembers.Template, (it, value) => it.To = value, "The folder that its archives are kept in.", true },
            { "name", new NameShape(NameRule.Job), (it, value) => it.BackupName = value,
                "The name of the backup; if left out, each name that the folder has an archive of is looked at." },
            { "maxAge", new AgeShape(),
                // Where it is no age, the mistake is noted already.
                (it, value) => it.MaxAge = value ?? TimeSpan.Zero, "So old it may be, such as 24h or 7d.", true },
            { "tested", new FlagShape(), (it, value) => it.Tested = value,
                "Whether one that is young enough has to have been restored in a test; true if left out." },
        };

    protected override string Describe(BackupCheck check) =>
        check.BackupName is { } name ? $"the backup {name} in {check.To.Text}" : $"the backups in {check.To.Text}";

    protected override void Check(BackupCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        problems.Required(check.To, "a folder", scope, $"{path}.to");
}
