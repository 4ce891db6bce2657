using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>Real GET requests that measure, and check if <see cref="Expect"/> is given.</summary>
public sealed record HttpAction : StepAction
{
    public required Template Url { get; init; }

    /// <summary>How many requests, one after the other.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>What each answer must be; null to measure only.</summary>
    public HttpExpectation? Expect { get; init; }
}
