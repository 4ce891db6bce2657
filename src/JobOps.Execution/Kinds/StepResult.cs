using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Results of steps: how they are written, and what they are by the kind of their step.</summary>
public static class StepResult
{
    // No program prints a member of this name by chance.
    const string OmittedMember = "$jobops:omitted";
    const string OmittedStart = $"{{\"{OmittedMember}\":";

    static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    internal static string Write<T>(T result) => LedgerJson.Write(result);

    /// <summary>A result that is not kept: a part of it, or one with *** in it, would be another value to the step that uses it.</summary>
    internal static string Omit(string reason) => Write(new Omitted(reason));

    /// <summary>Why a result was not kept; null where it was, or there is none.</summary>
    internal static string? WhyOmitted(string? json) =>
        json?.StartsWith(OmittedStart, StringComparison.Ordinal) == true ? LedgerJson.Read<Omitted>(json)?.Reason : null;

    /// <summary>One JSON value, its numbers with the digits that they were printed with.</summary>
    /// <exception cref="JsonException">It is not JSON, a member stands in it twice, or a text in it is not Unicode.</exception>
    internal static string ReadJson(string text)
    {
        using var document = JsonDocument.Parse(text, s_strict);
        try
        {
            return Write(document.RootElement);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <summary>A member of a result as a text; null where there is none.</summary>
    /// <param name="json">The result; null for none.</param>
    /// <param name="path">Names and indexes, parted by dots; empty for the whole.</param>
    internal static string? Member(string? json, string path)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        foreach (var member in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Inside(value, member) is not { } inner)
                return null;
            value = inner;
        }
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }

    static JsonElement? Inside(JsonElement value, string member) => value.ValueKind switch
    {
        JsonValueKind.Object => value.TryGetProperty(member, out var inner) ? inner : null,
        JsonValueKind.Array when int.TryParse(member, CultureInfo.InvariantCulture, out var index)
            && index >= 0 && index < value.GetArrayLength() => value[index],
        _ => null,
    };

    /// <summary>What a step measured; null where its kind measures nothing, or it has not succeeded.</summary>
    /// <param name="job">The version of the definition that the step's run keeps.</param>
    /// <param name="step">The step.</param>
    public static HttpMeasurement? Measurement(JobDefinition job, JobStep step) =>
        step.Status == StepStatus.Succeeded
        && job.Steps.FirstOrDefault(one => one.Name.Equals(step.StepName, StringComparison.OrdinalIgnoreCase)) is { Action: var action }
        && StepKind.Of(action).ResultType(action) == typeof(HttpMeasurement)
            ? LedgerJson.Read<HttpMeasurement>(step.Result)
            : null;

    sealed record Omitted([property: JsonPropertyName(OmittedMember)] string Reason);
}
