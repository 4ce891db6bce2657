using System.Text.Json.Nodes;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>A list that is not empty.</summary>
/// <param name="item">What each of its items is.</param>
/// <param name="words">What the list is, as an error says.</param>
sealed class ListShape<T>(Shape<T> item, string words) : Shape<IReadOnlyList<T>>
{
    public override string Expected => words;

    public override IReadOnlyList<T> Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceList { Items.Count: > 0 } list)
            return [.. list.Items.Select(one => item.Read(one, mistakes))];
        mistakes.Add(node, Expected, node is SourceList ? "an empty list" : node.Kind);
        return [];
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = item.Schema(definitions), ["minItems"] = 1 };
}

/// <summary>An object whose members the author names, in the order of the file.</summary>
/// <param name="keys">What the names look like.</param>
/// <param name="value">What stands behind each name.</param>
/// <param name="words">What the object is, as an error says.</param>
sealed class MapShape<T>(NameRule keys, Shape<T> value, string words) : Shape<IReadOnlyList<KeyValuePair<string, T>>>
{
    public override string Expected => words;

    public override IReadOnlyList<KeyValuePair<string, T>> Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceObject map)
            return [.. map.Members.Select(member => ReadMember(member, mistakes))];
        mistakes.Add(node, Expected, node.Kind);
        return [];
    }

    KeyValuePair<string, T> ReadMember(SourceMember member, Mistakes mistakes)
    {
        if (!keys.Fits(member.Name))
            mistakes.Add(member.At, member.Value.Path, keys.Words, JobDefinitionRules.Quote(member.Name));
        return new(member.Name, value.Read(member.Value, mistakes));
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = keys.Pattern },
        ["additionalProperties"] = value.Schema(definitions),
    };
}

/// <summary>Something that may be written in a short form, as one text, or in full.</summary>
/// <param name="brief">The short form.</param>
/// <param name="complete">Makes the whole out of the short form.</param>
/// <param name="full">The form with all its members.</param>
sealed class BriefOrFullShape<TBrief, T>(Shape<TBrief> brief, Func<TBrief, T> complete, ObjectShape<T> full) : Shape<T>
    where T : class, new()
{
    public override string Expected => $"{brief.Expected}; or {full.Expected}";

    public override T Read(SourceNode node, Mistakes mistakes)
    {
        switch (node)
        {
            case SourceText:
                return complete(brief.Read(node, mistakes));
            case SourceObject:
                return full.Read(node, mistakes);
            default:
                mistakes.Add(node, Expected, node.Kind);
                return new();
        }
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(brief.Schema(definitions), full.Schema(definitions)) };
}
