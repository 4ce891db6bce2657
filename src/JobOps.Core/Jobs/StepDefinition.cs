using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>One named checkpoint as it is declared.</summary>
public sealed record StepDefinition
{
    public required string Name { get; init; }

    /// <summary>What the step does.</summary>
    public required StepAction Action { get; init; }

    /// <summary>What undoes it; null where nothing was declared.</summary>
    public StepAction? Undo { get; init; }

    /// <summary>The step changes nothing that a rollback would have to put back.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The step must not run twice: an interrupted one stops the run with outcome Unknown.</summary>
    public bool Once { get; init; }

    /// <summary>Paths that the step changes, by a short name. Their states before and after are recorded.</summary>
    public IReadOnlyDictionary<string, Template> Touches { get; init; } = new Dictionary<string, Template>();

    public TimeSpan? Timeout { get; init; }

    /// <summary>A rollback has nothing to undo: the step changes nothing, or nothing besides what it makes and what is to stay.</summary>
    [JsonIgnore]
    public bool HasNothingToUndo => ReadOnly || StepKind.Of(Action) is var kind && (kind.IsReadOnly || (kind.NeedsNoUndo && Undo is null));
}
