using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text.Json.Nodes;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Lists and hashtables as parameters of a runbook: a JSON text in the ledger, what they were in the script.</summary>
static class ShapedValue
{
    // Whoever nests deeper means another thing, or an object that refers to itself.
    const int Deepest = 20;

    /// <summary>The parameter that holds the user name of a credential.</summary>
    public static string UserNameOf(string parameter) => parameter + "_UserName";

    /// <summary>The text that is stored. A text that is one already, out of a stored run, stays what it is.</summary>
    /// <exception cref="JobOpsException">ParameterInvalid</exception>
    public static string Write(JobDefinition job, ParameterDefinition parameter, object? value)
    {
        if (value is string text && Parse(text) is { } stored && Fits(parameter, stored))
            return text;
        var node = ToNode(value, parameter.Name, depth: 0);
        // PowerShell makes a list of one value, too.
        if (parameter.Shape == ParameterShape.List && node is not JsonArray)
            node = new JsonArray(node);
        return Fits(parameter, node)
            ? node!.ToJsonString()
            : throw Invalid(parameter.Name, "a hashtable", $"{value}");

        JsonNode? ToNode(object? item, string path, int depth)
        {
            var plain = item is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : item;
            return plain switch
            {
                _ when depth > Deepest => throw Invalid(path, $"at most {Deepest} levels", "more"),
                null => null,
                SecureString or PSCredential => throw Invalid(
                    path, "values that can be stored; a secret is a parameter of type SecureString or PSCredential", "a secret"),
                string said => JsonValue.Create(said),
                bool truth => JsonValue.Create(truth),
                SwitchParameter flag => JsonValue.Create(flag.IsPresent),
                byte or sbyte or short or ushort or int or uint or long =>
                    JsonValue.Create(Convert.ToInt64(plain, CultureInfo.InvariantCulture)),
                ulong or decimal => JsonValue.Create(Convert.ToDecimal(plain, CultureInfo.InvariantCulture)),
                float or double => JsonValue.Create(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
                IDictionary entries => new JsonObject(entries.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create(
                    $"{entry.Key}", ToNode(entry.Value, $"{path}.{entry.Key}", depth + 1)))),
                PSObject custom => new JsonObject(custom.Properties.Select(property => KeyValuePair.Create(
                    property.Name, ToNode(property.Value, $"{path}.{property.Name}", depth + 1)))),
                IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(
                    (one, index) => ToNode(one, FormattableString.Invariant($"{path}[{index}]"), depth + 1))]),
                IFormattable other => JsonValue.Create(
                    other.ToString(plain is DateTime or DateTimeOffset ? "o" : null, CultureInfo.InvariantCulture)),
                _ => JsonValue.Create($"{plain}"),
            };
        }

        JobOpsException Invalid(string path, string expected, string actual) =>
            new(Error.ParameterInvalid(job.Name, path, expected, actual));
    }

    /// <summary>What the script gets.</summary>
    public static object? Read(string text) => Value(Parse(text));

    static object? Value(JsonNode? node) => node switch
    {
        null => null,
        JsonArray items => items.Select(Value).ToArray(),
        JsonObject members => Map(members),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        JsonValue value when value.TryGetValue<long>(out var whole) => whole,
        JsonValue value when value.TryGetValue<decimal>(out var exact) => exact,
        _ => node.GetValue<double>(),
    };

    static Hashtable Map(JsonObject members)
    {
        var map = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in members)
            map[name] = Value(value);
        return map;
    }

    static bool Fits(ParameterDefinition parameter, JsonNode? node) =>
        parameter.Shape == ParameterShape.List ? node is JsonArray : node is JsonObject;

    static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
