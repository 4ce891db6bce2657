using System.Text.Json;
using System.Text.Json.Nodes;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Results of steps: how they are written, and what they are by the kind of their step.</summary>
public static class StepResult
{
    static readonly JsonSerializerOptions s_json = new(LedgerJson.Options) { WriteIndented = false };

    internal static string Write<T>(T result) => JsonSerializer.Serialize(result, s_json);

    internal static string Write(JsonNode? result) => result?.ToJsonString(s_json) ?? "null";

    /// <summary>What a step measured; null where its kind measures nothing, or it has not succeeded.</summary>
    /// <param name="job">The version of the definition that the step's run keeps.</param>
    /// <param name="step">The step.</param>
    public static HttpMeasurement? Measurement(JobDefinition job, JobStep step) =>
        step.Status == StepStatus.Succeeded
        && job.Steps.FirstOrDefault(one => one.Name.Equals(step.StepName, StringComparison.OrdinalIgnoreCase)) is { Action: var action }
        && StepKind.Of(action).ResultType(action) == typeof(HttpMeasurement)
            ? LedgerJson.Read<HttpMeasurement>(step.Result)
            : null;
}
