using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Applies the schema of job files: as much of JSON Schema as it uses, and an error for the rest.</summary>
static class JobSchema
{
    static readonly JsonObject s_root = JsonNode.Parse(JobFileSchema.Generate())!.AsObject();

    /// <summary>Names of the members of all its objects.</summary>
    public static IEnumerable<string> Members() =>
        s_root["$defs"]!.AsObject().Select(definition => definition.Value!).Append(s_root)
            .SelectMany(definition => definition["properties"]!.AsObject().Select(member => member.Key)).Distinct();

    /// <summary>Whether a job file fits the schema.</summary>
    public static bool Fits(string text)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        return Fits(JsonNode.Parse(text, documentOptions: options), s_root);
    }

    static bool Fits(JsonNode? node, JsonNode schema) =>
        schema.AsObject().All(rule => Keeps(node, rule.Key, rule.Value!, schema));

    static bool Keeps(JsonNode? node, string keyword, JsonNode value, JsonNode schema) => (keyword, node) switch
    {
        ("$schema" or "$defs" or "title" or "description" or "format", _) => true,
        ("$ref", _) => Fits(node, s_root["$defs"]![value.GetValue<string>()["#/$defs/".Length..]]!),
        ("type", _) => Types(value).Any(type => IsA(node, type)),
        ("enum", _) => value.AsArray().Any(one => JsonNode.DeepEquals(one, node)),
        ("anyOf", _) => value.AsArray().Any(one => Fits(node, one!)),
        ("oneOf", _) => value.AsArray().Count(one => Fits(node, one!)) == 1,
        ("pattern", _) => !IsA(node, "string") || Regex.IsMatch(node!.GetValue<string>(), value.GetValue<string>()),
        ("minimum", _) => !IsA(node, "number") || node!.GetValue<double>() >= value.GetValue<double>(),
        ("maximum", _) => !IsA(node, "number") || node!.GetValue<double>() <= value.GetValue<double>(),
        ("items", JsonArray list) => list.All(one => Fits(one, value)),
        ("minItems", JsonArray list) => list.Count >= value.GetValue<int>(),
        ("required", JsonObject map) => value.AsArray().All(name => map.ContainsKey(name!.GetValue<string>())),
        ("properties", JsonObject map) => map.All(one => value[one.Key] is not { } inner || Fits(one.Value, inner)),
        ("propertyNames", JsonObject map) => map.All(one => Fits(JsonValue.Create(one.Key), value)),
        ("dependentSchemas", JsonObject map) =>
            value.AsObject().All(one => !map.ContainsKey(one.Key) || Fits(map, one.Value!)),
        ("additionalProperties", JsonObject map) => map.All(one =>
            schema["properties"]?[one.Key] is not null || (value is JsonObject inner && Fits(one.Value, inner))),
        // These say something about lists or objects only.
        ("items" or "minItems" or "required" or "properties" or "propertyNames" or "dependentSchemas"
            or "additionalProperties", _) => true,
        _ => throw new NotSupportedException($"the tests do not know the keyword {keyword}"),
    };

    static IEnumerable<string> Types(JsonNode value) =>
        value is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [value.GetValue<string>()];

    static bool IsA(JsonNode? node, string type) => (type, node?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(node!.GetValue<double>()),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };
}
