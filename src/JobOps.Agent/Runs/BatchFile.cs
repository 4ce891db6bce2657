using System.Globalization;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Values;

namespace JobOps.Agent.Runs;

/// <summary>
/// The lines of <c>jobops start --batch</c>: JSON Lines, each an object with <c>parameters</c> and whatever else a start
/// takes. What a line does not say, the command line says for all.
/// </summary>
static class BatchFile
{
    const string StandardInput = "-";

    const string Expected =
        """{"parameters":{…},"key":"…"}, of: parameters, key, batch, environment, queue, priority, dueAt, delay, startBy""";

    static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>A request for each line.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="common">What holds for each line that does not say otherwise.</param>
    /// <exception cref="JobOpsException">BatchFileNotFound, BatchLineInvalid</exception>
    public static IReadOnlyList<StartRequest> Read(string path, StartRequest common)
    {
        var name = path == StandardInput ? "standard input" : $"'{path}'";
        var requests = new List<StartRequest>();
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            // The end of many a file is an empty line.
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                requests.Add(Parse(line, common) with { Source = $"Line {number} of {name}" });
            }
            catch (Exception exception) when (exception is JsonException or FormatException)
            {
                throw new JobOpsException(Error.BatchLineInvalid(name, number, Expected, exception.Message), exception);
            }
        }
        return requests;
    }

    static IEnumerable<string> Lines(string path)
    {
        using var reader = Open(path);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    static TextReader Open(string path)
    {
        try
        {
            return path == StandardInput ? Console.In : File.OpenText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.BatchFileNotFound(path, exception.Message), exception);
        }
    }

    static StartRequest Parse(string line, StartRequest common)
    {
        using var document = JsonDocument.Parse(line, s_strict);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new FormatException("no object");
        return document.RootElement.EnumerateObject().Aggregate(common, With);
    }

    static StartRequest With(StartRequest request, JsonProperty member) => member.Name switch
    {
        "parameters" => request with { Parameters = Parameters(request.Parameters, member) },
        "key" => request with { IdempotencyKey = Text(member) },
        "batch" => request with { Batch = Text(member) },
        "environment" => request with { Environment = Text(member) },
        "queue" => request with { Queue = Text(member) },
        "priority" => request with { Priority = member.Value.TryInt32() ?? throw Wrong(member, "a whole number") },
        "dueAt" => request with { DueAt = Time(member), Delay = null },
        "delay" => request with { Delay = Length(member), DueAt = null },
        "startBy" => request with { StartBy = Time(member) },
        _ => throw new FormatException($"the member '{member.Name}'"),
    };

    static Dictionary<string, object?> Parameters(IReadOnlyDictionary<string, object?> common, JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Object)
            throw Wrong(member, "an object of parameters");
        var parameters = new Dictionary<string, object?>(common, StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in member.Value.EnumerateObject())
            parameters[parameter.Name] = Value(parameter);
        return parameters;
    }

    static object? Value(JsonProperty parameter) => parameter.Value.ValueKind switch
    {
        JsonValueKind.String => parameter.Value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        // As it stands there: a parameter that is a text has all of its digits.
        JsonValueKind.Number => parameter.Value.GetRawText(),
        JsonValueKind.Null => null,
        _ => throw Wrong(parameter, "a plain value"),
    };

    static string Text(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : throw Wrong(member, "a text");

    static int? TryInt32(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    static TimeSpan Length(JsonProperty member) =>
        Duration.TryParse(Text(member), out var length) ? length : throw Wrong(member, Duration.Words);

    static DateTimeOffset Time(JsonProperty member) =>
        DateTimeOffset.TryParse(Text(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw Wrong(member, "a time such as 2026-01-31T18:00Z");

    // Values are not repeated: one of them may have been meant to be a secret.
    static FormatException Wrong(JsonProperty member, string expected) => new($"'{member.Name}' is not {expected}");
}
