using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>Two environments that differ only where somebody has said why.</summary>
public sealed record EnvironmentsCheck : CheckAction
{
    public IReadOnlyList<string> Compare { get; internal set; } = [];
}

sealed class EnvironmentsCheckKind : CheckKind<EnvironmentsCheck>
{
    public override string Name => "environments";

    public override string Words => "Two environments of the ledger that differ only where somebody has said why.";

    internal override Shape<EnvironmentsCheck> Shape { get; } =
        new ObjectShape<EnvironmentsCheck>("environmentsCheck", "Two environments.")
        {
            { "compare", new ListShape<string>(new NameShape(NameRule.Environment), "a list of two names of environments"),
                (it, value) => it.Compare = value, "Their names.", true },
        };

    protected override string Describe(EnvironmentsCheck check) => $"the environments {string.Join(" and ", check.Compare)}";

    protected override void Check(EnvironmentsCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        if (check.Compare.Count != 2)
            problems.Add($"{path}.compare", "two names", $"{check.Compare.Count}");
    }
}
