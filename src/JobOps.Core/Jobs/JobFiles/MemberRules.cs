using System.Text.Json.Nodes;

namespace JobOps.Jobs.JobFiles;

/// <summary>Which members of an object may stand together.</summary>
abstract class MemberRule
{
    public abstract void Check(SourceObject source, Mistakes mistakes);

    /// <summary>Says the same in the object's schema.</summary>
    public abstract void AddTo(JsonObject schema);

    public static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);

    protected static JsonObject Requires(string name) => new() { ["required"] = Names([name]) };

    protected static string Quote(string name) => $"'{name}'";
}

/// <summary>Exactly one of some members has to be there.</summary>
sealed class ExactlyOneRule(string[] members) : MemberRule
{
    public override void Check(SourceObject source, Mistakes mistakes)
    {
        var present = source.Members.Where(member => members.Contains(member.Name)).ToArray();
        if (present.Length == 0)
            mistakes.Add(source, $"one of the members {string.Join(", ", members.Select(Quote))}", "none of them");
        foreach (var surplus in present.Skip(1))
            mistakes.Add(
                surplus.At, surplus.Value.Path, $"only one of the members {string.Join(", ", members.Select(Quote))}",
                $"'{surplus.Name}' beside '{present[0].Name}'");
    }

    public override void AddTo(JsonObject schema) => schema["oneOf"] = new JsonArray([.. members.Select(Requires)]);
}

/// <summary>A member means something only beside one of some others.</summary>
sealed class CompanionRule(string member, string[] others) : MemberRule
{
    public override void Check(SourceObject source, Mistakes mistakes)
    {
        var names = source.Members.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        if (source.Members.FirstOrDefault(one => one.Name == member) is { } lonely && !names.Overlaps(others))
            mistakes.Add(
                lonely.At, lonely.Value.Path, $"this member only beside {string.Join(" or ", others.Select(Quote))}",
                $"'{member}' without it");
    }

    public override void AddTo(JsonObject schema)
    {
        if (schema["dependentSchemas"] is not JsonObject dependent)
            schema["dependentSchemas"] = dependent = [];
        dependent[member] = new JsonObject { ["anyOf"] = new JsonArray([.. others.Select(Requires)]) };
    }
}
