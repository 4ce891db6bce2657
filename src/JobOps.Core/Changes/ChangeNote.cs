using System.Text.Json.Serialization;
using JobOps.Measurements;
using JobOps.Steps;
using JobOps.Values;

namespace JobOps.Changes;

/// <summary>The final note: why, what was touched, by which command, and what the metric says. Of a run, or of a whole change.</summary>
public sealed record ChangeNote
{
    public long NoteId { get; init; }
    /// <summary>The run; null for the note of a change.</summary>
    public long? RunId { get; init; }
    /// <summary>The change; null for the note of a single run.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>The job of the run; empty for the note of a change.</summary>
    public string JobName { get; init; } = "";
    public required string Reason { get; init; }
    /// <summary>What was executed, as one line that a person could type.</summary>
    public required string Command { get; init; }
    /// <summary>The same, each by itself; of a change only.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];
    public IReadOnlyList<TouchedFile> Files { get; init; } = [];
    /// <summary>The primary metric; null where nothing was measured before and after.</summary>
    [JsonConverter(typeof(StoredComparison))]
    public Comparison? Metric { get; init; }
    /// <summary>What else was measured.</summary>
    public IReadOnlyList<Comparison> OtherMetrics { get; init; } = [];
    /// <summary>What was started although no rehearsal held, and why, a sentence each.</summary>
    public IReadOnlyList<string> Forced { get; init; } = [];
    public DateTimeOffset WrittenAt { get; init; }
    public string WrittenBy { get; init; } = "";
}

/// <summary>A path that the change touched.</summary>
/// <param name="Path">The path.</param>
/// <param name="StepName">The step that touched it; or where else it is known from.</param>
/// <param name="Before">What it was; null where nobody looked.</param>
/// <param name="After">What it became; null where nobody looked.</param>
public sealed record TouchedFile(string Path, string StepName, TouchedPath? Before, TouchedPath? After)
{
    public bool Changed => !(Before?.IsSameAs(After) ?? After is null);
}
