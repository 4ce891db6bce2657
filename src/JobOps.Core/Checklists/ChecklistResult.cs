using System.Text.Json.Serialization;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>A list that was gone through, with the evidence.</summary>
public sealed record ChecklistResult
{
    public long ChecklistResultId { get; init; }
    public required string ChecklistName { get; init; }
    public required string Owner { get; init; }
    /// <summary>The file, or the name of a ready list.</summary>
    public required string File { get; init; }
    /// <summary>SHA-256 of that file.</summary>
    public required string Hash { get; init; }
    /// <summary>The environment that its placeholders were filled from; null for none.</summary>
    public string? Environment { get; init; }
    public int? EnvironmentVersion { get; init; }
    /// <summary>The change that it was gone through for; null for none.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>No item failed.</summary>
    public bool Passed { get; init; }
    public required IReadOnlyList<ChecklistItemResult> Items { get; init; }
    public DateTimeOffset PerformedAt { get; init; }
    public string PerformedBy { get; init; } = "";
    /// <summary>When the ledger was asked for it.</summary>
    [JsonIgnore]
    public DateTimeOffset ReadAt { get; init; }

    // Not public: to PowerShell a Count is how many objects there are.
    /// <summary>How many items are so.</summary>
    internal int Count(ChecklistItemStatus status) => Items.Count(item => item.Status == status);
}
