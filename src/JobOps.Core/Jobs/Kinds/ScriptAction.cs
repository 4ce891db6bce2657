using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>A PowerShell script in a child <c>pwsh -NoProfile -NonInteractive</c>.</summary>
public sealed record ScriptAction : StepAction
{
    public required Template Path { get; init; }

    /// <summary>Named parameters of the script.</summary>
    public IReadOnlyDictionary<string, Template> Parameters { get; init; } = new Dictionary<string, Template>();

    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();
}
