using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>What happens to a start while a run of the same job has not ended. The ledger keeps the rule, so that it holds
/// for every caller.</summary>
public enum Overlap
{
    /// <summary>Both run.</summary>
    Allow,
    /// <summary>The new run waits until the other has ended.</summary>
    Queue,
    /// <summary>The start is refused.</summary>
    Skip,
    /// <summary>What waits is cancelled and what runs is stopped; then the new run starts.</summary>
    StopExisting,
}
