using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>What must be as it was when the list was gone through first for the same change.</summary>
public sealed record ProbeCheck : CheckAction
{
    /// <summary>Its look: a path, an answer, or the output of a command.</summary>
    public required StateProbe Probe { get; init; }
}

sealed class ProbeCheckKind : CheckKind<ProbeCheck>
{
    public override string Name => "probe";

    public override string Words =>
        "A state (files by hash, an answer, an output) that is kept the first time, and must be the same ever after for one change.";

    internal override Shape<ProbeCheck> Shape { get; } = new ProbeCheckShape();

    protected override string Describe(ProbeCheck check) =>
        check.Probe.Path is { } path ? $"probe of {path.Text}"
        : check.Probe.Http is { } address ? $"probe of {address.Text}"
        : $"probe of {string.Join(' ', check.Probe.Command.Select(word => word.Text))}";

    protected override void Check(ProbeCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        ProbeRules.Check(check.Probe, scope, path, problems);

    // As in a job file, where its name stands in front of it.
    sealed class ProbeCheckShape : Shape<ProbeCheck>
    {
        public override string Expected => ProbeShape.Probe.Expected;

        public override ProbeCheck Read(SourceNode node, Mistakes mistakes) =>
            new() { Probe = ProbeShape.ToProbe("state", ProbeShape.Probe.Read(node, mistakes)) };

        public override System.Text.Json.Nodes.JsonObject Schema(SchemaDefinitions definitions) => ProbeShape.Probe.Schema(definitions);
    }
}
