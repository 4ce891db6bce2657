using System.Text;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Ledger;

/// <summary>
/// Reads the two texts that stand in every list of runs as <see cref="LedgerJson"/> does, word by word: what that has to find out about
/// the types first takes longer than a short command does.
/// </summary>
public static class QuickJson
{
    /// <summary>Plain values by their names.</summary>
    /// <exception cref="JsonException">It is no object of plain values.</exception>
    public static IReadOnlyDictionary<string, object?> ReadValues(string json)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var reader = Open(json);
        Require(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } name)
            values[name] = Value(ref reader);
        RequireEnd(ref reader);
        return values;
    }

    /// <summary>An error; null for the text <c>null</c>.</summary>
    /// <exception cref="JsonException">It is no error.</exception>
    public static JobOpsError? ReadError(string json)
    {
        var reader = Open(json);
        if (reader.TokenType == JsonTokenType.Null)
        {
            RequireEnd(ref reader);
            return null;
        }
        Require(ref reader, JsonTokenType.StartObject);
        string? id = null, what = null, expected = null, actual = null, target = null;
        var (kind, retrySafety) = (default(ErrorKind), default(RetrySafety));
        NextCommand? next = null;
        int? exitCode = null;
        while (NextName(ref reader) is { } name)
        {
            switch (name)
            {
                case "id": id = Text(ref reader); break;
                case "kind": kind = Member<ErrorKind>(ref reader); break;
                case "what": what = Text(ref reader); break;
                case "expected": expected = Text(ref reader); break;
                case "actual": actual = Text(ref reader); break;
                case "retrySafety": retrySafety = Member<RetrySafety>(ref reader); break;
                case "nextCommand": next = Next(ref reader); break;
                case "target": target = Text(ref reader); break;
                case "commandExitCode": exitCode = Number(ref reader); break;
                // What another version has written, and what follows from the others.
                default: reader.Skip(); break;
            }
        }
        RequireEnd(ref reader);
        return new(id!, kind, what!, expected!, actual!, retrySafety, next!, target) { CommandExitCode = exitCode };
    }

    static Utf8JsonReader Open(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return reader;
    }

    /// <summary>The name of the next member, with the reader at its value; null behind the last.</summary>
    static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    /// <summary>A plain value: string, number (<see cref="ExactNumber"/>), bool or null.</summary>
    internal static object? Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => ExactNumber.Parse(Encoding.UTF8.GetString(reader.ValueSpan)) ?? reader.GetDouble(),
        _ => throw new JsonException("a plain value was expected"),
    };

    static NextCommand? Next(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Require(ref reader, JsonTokenType.StartObject);
        string? powerShell = null, shell = null;
        while (NextName(ref reader) is { } name)
        {
            switch (name)
            {
                case "powerShell": powerShell = Text(ref reader); break;
                case "shell": shell = Text(ref reader); break;
                default: reader.Skip(); break;
            }
        }
        return new(powerShell!, shell!);
    }

    static string? Text(ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.String or JsonTokenType.Null
        ? reader.GetString()
        : throw new JsonException("a text was expected");

    static int? Number(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetInt32(out var number) => number,
        _ => throw new JsonException("a whole number was expected"),
    };

    static T Member<T>(ref Utf8JsonReader reader) where T : struct, Enum =>
        reader.TokenType == JsonTokenType.String && Enum.TryParse<T>(reader.GetString(), ignoreCase: true, out var value)
        && Enum.IsDefined(value)
            ? value
            : throw new JsonException($"one of {string.Join(", ", Enum.GetNames<T>())} was expected");

    static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new JsonException("an object was expected");
    }

    // The reader itself says what is wrong with a text that goes on.
    static void RequireEnd(ref Utf8JsonReader reader) => reader.Read();
}
