using System.Text.Json;
using System.Text.Json.Nodes;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>Any text.</summary>
class TextShape : Shape<string>
{
    public override string Expected => "a text";

    public override string Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text)
        {
            if (Objection(text.Value) is { } found)
                mistakes.Add(node, Expected, found);
            return text.Value;
        }
        mistakes.Add(node, Expected, node.Kind);
        return "";
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    /// <summary>What is wrong with a text; null where nothing is.</summary>
    protected virtual string? Objection(string text) => null;
}

/// <summary>A text that says something.</summary>
sealed class WordsShape : TextShape
{
    public override string Expected => "words";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = @"\S" };

    protected override string? Objection(string text) => string.IsNullOrWhiteSpace(text) ? "an empty text" : null;
}

/// <summary>A name that keeps a rule.</summary>
sealed class NameShape(NameRule rule) : TextShape
{
    public override string Expected => rule.Words;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = rule.Pattern };

    protected override string? Objection(string text) => rule.Fits(text) ? null : JobDefinitionRules.Quote(text);
}

/// <summary>A regular expression; whether it is one, <see cref="JobDefinitionRules"/> knows.</summary>
sealed class PatternShape : TextShape
{
    public override string Expected => "a regular expression";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["format"] = "regex" };
}

/// <summary>A text with placeholders.</summary>
sealed class TemplateShape : Shape<Template>
{
    public override string Expected => "a text, in which ${…} stands for a value";

    public override Template Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text)
        {
            try
            {
                return Template.Parse(text.Value);
            }
            catch (FormatException mistake)
            {
                mistakes.Add(node, "a '}' for every '${', and '$${' for a literal '${'", mistake.Message);
            }
        }
        else
        {
            mistakes.Add(node, Expected, node.Kind);
        }
        return Template.Parse("");
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
}

/// <summary>A length of time.</summary>
sealed class DurationShape : Shape<TimeSpan>
{
    public override string Expected => Duration.Words;

    public override TimeSpan Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text && Duration.TryParse(text.Value, out var duration))
            return duration;
        mistakes.Add(node, Expected, node.Shown);
        return Duration.Longest;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = Duration.Pattern };
}

/// <summary>How long ago something may be, in days as well.</summary>
sealed class AgeShape : Shape<TimeSpan?>
{
    public override string Expected => Age.Words;

    public override TimeSpan? Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text && Age.TryParse(text.Value, out var age) && age > TimeSpan.Zero)
            return age;
        mistakes.Add(node, Expected, node.Shown);
        return null;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["pattern"] = Age.Pattern };
}

/// <summary>One word out of the names of an enumeration; null stands for a word that is not one of them.</summary>
sealed class ChoiceShape<T> : Shape<T?> where T : struct, Enum
{
    static readonly IReadOnlyDictionary<string, T> s_byWord =
        Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);

    public override string Expected => "one of: " + string.Join(", ", s_byWord.Keys);

    public override T? Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text && s_byWord.TryGetValue(text.Value, out var value))
            return value;
        mistakes.Add(node, Expected, node.Shown);
        return null;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["enum"] = new JsonArray([.. s_byWord.Keys.Select(word => JsonValue.Create(word))]) };
}
