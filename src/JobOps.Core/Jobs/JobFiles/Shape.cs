using System.Text.Json.Nodes;

namespace JobOps.Jobs.JobFiles;

/// <summary>
/// What stands at one place of a job file. One object both reads it and describes it to editors, so that the reader
/// and the schema cannot say different things.
/// </summary>
/// <typeparam name="T">What it is read into.</typeparam>
abstract class Shape<T>
{
    /// <summary>What an error says was expected.</summary>
    public abstract string Expected { get; }

    /// <summary>
    /// Reads a node. A mistake is reported, and something harmless comes back in place of the value, so that the rest
    /// of the file is looked at too.
    /// </summary>
    public abstract T Read(SourceNode node, Mistakes mistakes);

    /// <summary>The JSON Schema of it.</summary>
    /// <param name="definitions">Takes the schemas that others refer to by name.</param>
    public abstract JsonObject Schema(SchemaDefinitions definitions);
}

/// <summary>The named parts of a schema, its <c>$defs</c>.</summary>
sealed class SchemaDefinitions
{
    readonly SortedDictionary<string, JsonObject?> _byName = new(StringComparer.Ordinal);

    /// <summary>A reference to a named part, which is made when it is asked for first.</summary>
    public JsonObject ReferTo(string name, Func<JsonObject> make)
    {
        if (_byName.TryAdd(name, null))
            _byName[name] = make();
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    public JsonObject ToJson() =>
        new(_byName.Select(part => KeyValuePair.Create<string, JsonNode?>(part.Key, part.Value)));
}
