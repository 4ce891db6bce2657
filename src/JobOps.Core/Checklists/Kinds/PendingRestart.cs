using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>No restart that an update has asked for: neither of the machine, nor of a process that still uses what was replaced.</summary>
public sealed record PendingRestartCheck : CheckAction
{
    /// <summary>Processes are looked at, too.</summary>
    public bool Processes { get; internal set; } = true;

    /// <summary>Regular expressions (.NET) of paths of programs whose processes are not looked at.</summary>
    public IReadOnlyList<string> Ignore { get; internal set; } = [];
}

sealed class PendingRestartCheckKind : CheckKind<PendingRestartCheck>
{
    public override string Name => "pendingRestart";

    public override string Words => "No restart that an update has asked for: of the machine, or of a process.";

    internal override Shape<PendingRestartCheck> Shape { get; } =
        new ObjectShape<PendingRestartCheck>("pendingRestartCheck", "No restart that an update has asked for.")
        {
            { "processes", new FlagShape(), (it, value) => it.Processes = value,
                "Whether a process counts that uses a program or a library which was replaced since; true if left out. On Linux, "
                + "of those that this account may look at." },
            { "ignore", CheckMembers.Patterns, (it, value) => it.Ignore = value,
                "Regular expressions (.NET) of paths of programs whose processes do not count." },
        };

    protected override string Describe(PendingRestartCheck check) => "pending restarts";

    protected override void Check(PendingRestartCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        CheckMembers.Check(check.Ignore, $"{path}.ignore", problems);
}
