using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>What an HTTP answer must be.</summary>
public sealed record HttpExpectation
{
    public int Status { get; init; } = 200;

    /// <summary>Text that the body contains.</summary>
    public Template? Body { get; init; }

    /// <summary>Longest time from the request to the end of the body.</summary>
    public TimeSpan? Within { get; init; }
}
