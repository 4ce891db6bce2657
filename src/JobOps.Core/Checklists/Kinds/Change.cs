using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>What a change has to have by now.</summary>
public enum ChangePart
{
    /// <summary>Its current behavior: a measurement before it.</summary>
    Baseline,
    /// <summary>A rehearsal that passed and still holds, of each job that it runs.</summary>
    Rehearsal,
    /// <summary>At least one run, or a word that it was done by hand.</summary>
    Applied,
    /// <summary>It was watched after the release, and there were no more errors than before.</summary>
    Watched,
    /// <summary>A measurement after it that allows a verdict other than "worse".</summary>
    NotWorse,
    /// <summary>Its final note.</summary>
    Note,
}

/// <summary>A look at the change in the ledger.</summary>
public sealed record ChangeCheck : CheckAction
{
    public IReadOnlyList<ChangePart> Has { get; internal set; } = [];
}

sealed class ChangeCheckKind : CheckKind<ChangeCheck>
{
    public override string Name => "change";

    public override string Words => "What the change has by now in the ledger: baseline, rehearsal, applied, watched, notWorse, note.";

    internal override Shape<ChangeCheck> Shape { get; } = new ObjectShape<ChangeCheck>("changeCheck", "What the change has by now.")
    {
        { "has", new ListShape<ChangePart?>(new ChoiceShape<ChangePart>(), "a list of what it has"),
            (it, value) => it.Has = [.. value.OfType<ChangePart>()], "What it has.", true },
    };

    protected override string Describe(ChangeCheck check) => $"the change: {string.Join(", ", check.Has).ToLowerInvariant()}";

    protected override void Check(ChangeCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
    }
}
