using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>A program with its arguments; never through a shell.</summary>
public sealed record CommandAction : StepAction
{
    /// <summary>The program and its arguments; each stays one argument whatever a placeholder holds.</summary>
    public required IReadOnlyList<Template> Command { get; init; }

    /// <summary>Added to the child's environment. The only place where a secret parameter may stand.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>Null for the job's.</summary>
    public Template? WorkingDirectory { get; init; }

    /// <summary>Read standard output as JSON, so that later steps can use its members.</summary>
    public bool JsonOutput { get; init; }
}
